"""The table of figures and the verdict on each target."""


def print_table(rows, data):
    """Ratio: how many times as long as tranche a record takes the tool in the same case."""
    own = {row.case: row for row in rows if row.tool == "tranche"}
    lines = [
        f"data: {data.origin}: {data.whole.records:,} records, "
        f"{data.whole.bytes_of('csv') / 1e6:.1f} MB of CSV, {data.whole.bytes_of('ndjson') / 1e6:.1f} MB of NDJSON",
        "",
        f"{'case':32} {'tool':17} {'median s':>9} {'MB/s':>8} {'rows/s':>12} {'x tranche':>9} {'peak MiB':>9}",
    ]
    for row in rows:
        ratio = own[row.case].rows_per_second / row.rows_per_second
        lines.append(
            f"{row.case:32} {row.tool + ('*' if row.scaled else ''):17} {row.seconds:9.4f} "
            f"{row.megabytes_per_second:8.0f} {row.rows_per_second:12,.0f} {ratio:9.2f} {row.peak_mebibytes:9.1f}")
    lines += [
        "",
        "MB is 10^6 bytes of the larger side, uncompressed; x tranche above 1: the tool takes that many times as long.",
        "* measured on a tenth of the records, its median scaled by ten; its peak is that of the tenth.",
        "DuckDB and polars run two threads under Python; the times are those of the whole process.",
        "", ""]
    text = "\n".join(lines)
    print(text, end="")
    return text


def print_targets(rows, flat, binary, judged):
    """The targets of the main job; small data says nothing about them."""
    def find(case, tool="tranche"):
        return next(row for row in rows if row.case == case and row.tool == tool)

    sqlite = find("csv to sqlite").rows_per_second / find("csv to sqlite", "sqlite3 .import").rows_per_second
    start = find("start-up, 10 records")
    peak = max([row.peak_mebibytes for row in rows if row.tool == "tranche"] + list(flat.values()))
    spread = max(flat.values()) - min(flat.values())
    targets = [
        ("csv select 8 columns, 2 workers", find("csv select 8 columns, 2 workers").megabytes_per_second, ">=", 1000, "MB/s"),
        ("csv select 8 columns, 1 worker", find("csv select 8 columns, 1 worker").megabytes_per_second, ">=", 600, "MB/s"),
        ("csv to ndjson", find("csv to ndjson").megabytes_per_second, ">=", 400, "MB/s"),
        ("ndjson to csv", find("ndjson to csv").megabytes_per_second, ">=", 400, "MB/s"),
        ("csv to sqlite, times sqlite3 .import", sqlite, ">=", 2, "x"),
        ("peak memory in every case", peak, "<", 64, "MiB"),
        ("memory: a tenth, whole, ten times", spread, "<", 4, "MiB apart"),
        ("start-up, 10 records", start.seconds * 1000, "<", 8, "ms"),
        ("start-up, peak memory", start.peak_mebibytes, "<", 16, "MiB"),
        ("program, stripped", binary, "<", 30, "MiB"),
    ]
    lines = [f"{'target':38} {'measured':>10}   {'wanted':17} verdict"]
    for name, value, sign, bound, unit in targets:
        passed = value >= bound if sign == ">=" else value < bound
        verdict = ("PASS" if passed else "FAIL") if judged else "not judged on small data"
        lines.append(f"{name:38} {value:10.2f}   {f'{sign} {bound} {unit}':17} {verdict}")
    text = "\n".join(lines) + "\n"
    print(text, end="")
    return text
