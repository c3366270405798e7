"""What is measured: each case, its commands, and what the output must be."""
from dataclasses import dataclass
from typing import Callable

from peers import installed_peers

speeds = ["year", "month", "day", "carrier", "flight", "air_time", "distance", "speed"]
eight = ["year", "month", "day", "dep_time", "arr_time", "carrier", "flight", "distance"]
whole_numbers = [
    "year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time",
    "arr_delay", "flight", "air_time", "distance", "hour", "minute"]
columns = [
    "year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time",
    "arr_delay", "carrier", "flight", "tailnum", "origin", "dest", "air_time", "distance", "hour",
    "minute", "time_hour"]
create = "create table flights (" + ", ".join(
    f"{name} {'integer' if name in whole_numbers else 'text'}" for name in columns) + ")"


@dataclass
class Tool:
    """One command of a case: `command(size, sink)` is its words; a sink of None means standard output."""
    name: str
    command: Callable
    # Runs on a tenth of the data; its time is scaled.
    slow: bool = False
    # What the output must be, a function of check.py; None for limits such as cat.
    expect: str | None = None


@dataclass
class Case:
    name: str
    # The format of the input, and that of the larger side, by whose bytes the rate is told.
    input: str
    larger: str
    tools: list
    # Writes a database, made anew before each run.
    database: bool = False
    # Ten records instead of all.
    start_up: bool = False


def cases(tranche, results):
    """Every case, tranche's commands first."""
    database = results / "out.db"

    def copy(*words, to=None, workers=2):
        def command(size_path, sink):
            target = [sink, "--to", to] if sink != database else [f"sqlite:{sink}#flights"]
            return [tranche, "copy", size_path, *target, *words, "--fresh", "--quiet", "--workers", workers]
        return command

    def plain(*words):
        return lambda path, _: [path if word == "FILE" else word for word in words]

    def sqlite_import(path, sink):
        return ["sqlite3", sink, create, f".import --csv --skip 1 '{path}' flights"]

    select = "select " + ", ".join(eight)
    cut = plain("mlr", "--icsv", "--ocsv", "cut", "-o", "-f", ",".join(eight), "FILE")
    limits = [Tool("cat (limit)", plain("cat", "FILE")), Tool("wc -l (limit)", plain("wc", "-l", "FILE"))]
    return [
        Case("csv select 8 columns, 2 workers", "csv", "csv", [
            Tool("tranche", copy("-e", select, to="csv"), expect="selected"),
            Tool("mlr", cut, slow=True, expect="selected"), *limits]),
        Case("csv select 8 columns, 1 worker", "csv", "csv", [
            Tool("tranche", copy("-e", select, to="csv", workers=1), expect="selected"),
            Tool("mlr", cut, slow=True, expect="selected")]),
        Case("csv to ndjson", "csv", "ndjson", [
            Tool("tranche", copy(to="ndjson"), expect="ndjson_of_csv"),
            Tool("mlr", plain("mlr", "--icsv", "--ojsonl", "cat", "FILE"), slow=True, expect="ndjson_of_csv")]),
        Case("ndjson to csv", "ndjson", "ndjson", [
            Tool("tranche", copy(to="csv"), expect="csv_of_ndjson"),
            Tool("mlr", plain("mlr", "--ijsonl", "--ocsv", "cat", "FILE"), slow=True, expect="csv_of_ndjson_by_mlr"),
            Tool("jq", plain("jq", "-r", "[.[]] | @csv", "FILE"), slow=True, expect="csv_of_ndjson")]),
        Case("csv to sqlite", "csv", "csv", [
            Tool("tranche", copy("--mode", "replace", "--null", "NA"), expect="table_with_nulls"),
            Tool("sqlite3 .import", sqlite_import, expect="table")], database=True),
        Case("csv.gz to csv", "gzip", "csv", [
            Tool("tranche", copy(to="csv"), expect="same"),
            Tool("mlr", plain("mlr", "--icsv", "--ocsv", "--gzin", "cat", "FILE"), slow=True, expect="same"),
            Tool("gzip -dc (limit)", plain("gzip", "-dc", "FILE"), expect="same")]),
        Case("start-up, 10 records", "csv", "csv", [
            Tool("tranche", copy(to="csv"), expect="same"),
            Tool("mlr", plain("mlr", "--icsv", "--ocsv", "cat", "FILE"), expect="same"),
            Tool("cat (limit)", plain("cat", "FILE"))], start_up=True),
        speed_case("csv filter and derive", True, copy, plain),
        speed_case("csv derive, all rows", False, copy, plain),
    ]


def speed_case(name, is_filtered, copy, plain):
    """Miles an hour of late flights of three carriers, or of all: filter, derive, select 8 columns."""
    expect = "late_speeds" if is_filtered else "all_speeds"
    steps = [
        "filter dep_delay > 60 and carrier in ('UA', 'AA', 'DL')",
        "derive speed = distance::float8 / (air_time / 60.0::float8)", "select " + ", ".join(speeds)]
    words = [word for step in steps[not is_filtered:] for word in ("-e", step)]
    # To mlr and mawk the NA of a missing number is a text like any other.
    put = '$speed = $air_time == "NA" ? "NA" : $distance / ($air_time / 60.0)'
    late = '$dep_delay != "NA" && $dep_delay > 60 && ($carrier == "UA" || $carrier == "AA" || $carrier == "DL")'
    mlr = ["filter", late, "then"] if is_filtered else []
    awk_late = late.replace("$dep_delay", "$6").replace("$carrier", "$10") if is_filtered else "1"
    awk = (f'NR == 1 {{ print "{",".join(speeds)}"; next }} {awk_late} '
           '{ print $1, $2, $3, $10, $11, $15, $16, $15 == "NA" ? "NA" : $16 / ($15 / 60) }')
    peers = [
        Tool(peer, command, expect=expect) for peer, command in installed_peers(is_filtered)]
    return Case(name, "csv", "csv", [
        Tool("tranche", copy("--null", "NA", *words, to="csv"), expect=expect), *peers,
        Tool("mlr", plain("mlr", "--icsv", "--ocsv", *mlr, "put", put, "then", "cut", "-o", "-f",
                          ",".join(speeds), "FILE"), slow=True, expect=expect),
        Tool("mawk (1 thread)", plain("mawk", "-F,", "-v", "OFS=,", "-v", "OFMT=%.17g", "-v", "CONVFMT=%.17g",
                                      awk, "FILE"), expect=expect)])
