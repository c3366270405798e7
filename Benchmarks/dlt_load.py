"""Loads flights into PostgreSQL with dlt, the fastest way it offers: Arrow tables in, COPY of CSV out.

Benchmarks/.venv/bin/python Benchmarks/dlt_load.py FILE SOCKET_FOLDER WORK_FOLDER

Fills bench.t, made anew; dlt and pyarrow come from PyPI into Benchmarks/.venv.
"""
import os
import sys
from urllib.parse import quote

file, folder, work = sys.argv[1:]
os.environ.update(DLT_DATA_DIR=work, RUNTIME__DLTHUB_TELEMETRY="false", RUNTIME__LOG_LEVEL="ERROR",
                  NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID="false")

import dlt  # noqa: E402
from dlt.destinations import postgres  # noqa: E402
from pyarrow import csv  # noqa: E402


@dlt.resource(name="t", write_disposition="replace")
def flights():
    convert = csv.ConvertOptions(null_values=["NA"], strings_can_be_null=True)
    reading = csv.ReadOptions(block_size=16 << 20)
    for batch in csv.open_csv(file, read_options=reading, convert_options=convert):
        yield batch


# A folder is a host, escaped for the address that dlt makes.
server = {"drivername": "postgresql", "database": "postgres", "username": "tranche", "password": "none",
          "host": quote(folder, safe=""), "port": 5432}
pipeline = dlt.pipeline("bench", destination=postgres(credentials=server), dataset_name="bench", pipelines_dir=work)
pipeline.run(flights(), loader_file_format="csv")
