"""DuckDB and polars, which come from PyPI into Benchmarks/.venv and are measured when they are there.

Benchmarks/.venv/bin/python Benchmarks/peers.py NAME INPUT OUTPUT filtered|all
"""
import os
import subprocess
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
python = here / ".venv" / "bin" / "python"
names = ["year", "month", "day", "carrier", "flight", "air_time", "distance", "speed"]


def installed_peers(is_filtered):
    """The name of each peer that is there, and its command of an input and an output."""
    def command(name):
        return lambda path, sink: [
            python, here / "peers.py", name, path, sink or "/dev/null", "filtered" if is_filtered else "all"]
    return [(name, command(name)) for name in ("duckdb", "polars") if name not in missing_peers()]


def missing_peers():
    """The peers that cannot be imported."""
    def has(name):
        return python.exists() and subprocess.run(
            [python, "-c", f"import {name}"], capture_output=True).returncode == 0
    if not hasattr(missing_peers, "found"):
        missing_peers.found = [name for name in ("duckdb", "polars") if not has(name)]
    return missing_peers.found


def run_duckdb(path, sink, is_filtered):
    import duckdb
    where = "where dep_delay > 60 and carrier in ('UA', 'AA', 'DL')" if is_filtered else ""
    duckdb.execute("set threads = 2")
    duckdb.execute(
        f"copy (select {', '.join(names[:-1])}, distance::double / (air_time / 60.0::double) as speed "
        f"from read_csv('{path}', nullstr = 'NA') {where}) "
        f"to '{sink}' (format csv, header, use_tmp_file false)")


def run_polars(path, sink, is_filtered):
    os.environ["POLARS_MAX_THREADS"] = "2"
    import polars
    from polars import col
    rows = polars.scan_csv(path, null_values="NA")
    if is_filtered:
        rows = rows.filter((col("dep_delay") > 60) & col("carrier").is_in(["UA", "AA", "DL"]))
    speed = col("distance").cast(polars.Float64) / (col("air_time") / 60.0)
    rows.with_columns(speed=speed).select(names).sink_csv(sink)


if __name__ == "__main__":
    name, path, sink, rows = sys.argv[1:]
    {"duckdb": run_duckdb, "polars": run_polars}[name](path, sink, rows == "filtered")
