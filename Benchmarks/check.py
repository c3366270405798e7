"""Is the output of a command right? Python's csv, json and sqlite3 are the oracle."""
import csv
import json
import math
import sqlite3
import subprocess
import sys

from cases import eight, speeds


def check(case, data, results):
    """Runs each command of the case once on small data; ends the program when one is wrong."""
    size = data.ten if case.start_up else data.whole
    for tool in case.tools:
        sink = results / ("out.db" if case.database else "out.data")
        for path in results.glob("out.*"):
            path.unlink()
        words = [str(word) for word in tool.command(getattr(size, case.input), sink)]
        if tool.name == "tranche" and not case.database:
            words += ["--mode", "replace"]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"bench: {case.name}: {tool.name} ended with {done.returncode}\n"
                     f"{done.stderr.decode(errors='replace')}")
        if tool.expect is None:
            continue
        if tool.name == "tranche" and done.stdout:
            sys.exit(f"bench: {case.name}: tranche wrote to standard output, which was not asked for")
        output = sink if case.database else sink.read_bytes() if sink.exists() else done.stdout
        problem = globals()[tool.expect](size, output)
        if problem:
            sys.exit(f"bench: {case.name}: {tool.name}: {problem}")


def rows_of(content):
    return list(csv.reader(content.decode().splitlines()))


def difference(found, wanted, close=None):
    """What is not as wanted, else None; `close` says which numbers are the same."""
    def same(cell, other):
        return cell == other or close and isinstance(cell, float) and isinstance(other, float) and close(cell, other)

    if len(found) != len(wanted):
        return f"{len(found)} rows, wanted {len(wanted)}"
    for number, (row, other) in enumerate(zip(found, wanted), 1):
        if len(row) != len(other) or not all(map(same, row, other)):
            return f"row {number} is {row}, wanted {other}"
    return None


def same(size, output):
    return None if output == size.csv.read_bytes() else "the bytes differ from the input's"


def selected(size, output):
    rows = rows_of(size.csv.read_bytes())
    places = [rows[0].index(name) for name in eight]
    return difference(rows_of(output), [[row[place] for place in places] for row in rows])


def late_speeds(size, output):
    return difference(
        numbers(rows_of(output)), numbers(wanted_speeds(
            size, lambda row: row["dep_delay"] != "NA" and int(row["dep_delay"]) > 60
            and row["carrier"] in ("UA", "AA", "DL"))), math.isclose)


def all_speeds(size, output):
    return difference(
        numbers(rows_of(output)), numbers(wanted_speeds(size, lambda row: True)), math.isclose)


def wanted_speeds(size, keeps):
    yield speeds
    for row in csv.DictReader(size.csv.read_text().splitlines()):
        if keeps(row):
            gap = row["air_time"] == "NA"
            row["speed"] = "NA" if gap else float(row["distance"]) / (float(row["air_time"]) / 60)
            yield [row[name] for name in speeds]


def numbers(rows):
    """Numbers as such, for tools print them each in its way; a missing value is NA or empty."""
    def number(cell):
        try:
            return float(cell)
        except ValueError:
            return cell.replace("NA", "")
    return [[number(cell) for cell in row] for row in rows]


def ndjson_of_csv(size, output):
    """Numbers must keep their digits, so they are compared as text."""
    rows = rows_of(size.csv.read_bytes())
    records = [json.loads(line, parse_int=str, parse_float=str) for line in output.splitlines()]
    if records and list(records[0]) != rows[0]:
        return f"the keys are {list(records[0])}"
    return difference([list(record.values()) for record in records], rows[1:])


def csv_of_ndjson(size, output):
    """A null is an empty field; jq writes no header, which is no part of the comparison."""
    records = [json.loads(line, parse_int=str) for line in size.ndjson.read_bytes().splitlines()]
    wanted = [[value or "" for value in record.values()] for record in records]
    found = rows_of(output)
    return difference(found[1:] if found and found[0] == list(records[0]) else found, wanted)


def csv_of_ndjson_by_mlr(size, output):
    """mlr spells a null as the word."""
    return csv_of_ndjson(size, output.replace(b",null,", b",,").replace(b",null,", b",,"))


def table(size, path):
    rows = [dict(zip(row[0], values)) for row in [rows_of(size.csv.read_bytes())] for values in row[1:]]
    wanted = (len(rows), sum(int(row["distance"]) for row in rows))
    found = sqlite3.connect(path).execute("select count(*), sum(distance) from flights").fetchone()
    return None if found == wanted else f"count and sum of distance are {found}, wanted {wanted}"


def table_with_nulls(size, path):
    gaps = sum(row[8] == "NA" for row in rows_of(size.csv.read_bytes()))
    types = dict(sqlite3.connect(path).execute(
        "select typeof(arr_delay), count(*) from flights group by 1").fetchall())
    wanted = {"integer": size.records - gaps, "null": gaps}
    if types != wanted:
        return f"the types of arr_delay are {types}, wanted {wanted}"
    return table(size, path)
