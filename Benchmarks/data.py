"""The input: real flights, repeated to a size at which start-up does not count."""
import csv
import gzip
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

top = Path(__file__).resolve().parent.parent
published = top.parent / "shared" / "data" / "flights.csv.gz"
fixture = top / "fixtures" / "flights.csv"
full_bytes = 300_000_000
smoke_bytes = 3_000_000
# Columns of numbers in which the publisher writes NA for a missing value: null in NDJSON.
numbers_with_gaps = ["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"]
texts = ["carrier", "tailnum", "origin", "dest", "time_hour"]


@dataclass
class Size:
    """The same records in each format."""
    records: int
    csv: Path
    ndjson: Path
    gzip: Path

    def bytes_of(self, kind):
        return getattr(self, kind).stat().st_size


@dataclass
class Data:
    """The data that is measured, a tenth of it for tools that are slow, and ten records for start-up."""
    origin: str
    whole: Size
    tenth: Size
    ten: Size


def make_data(folder, smoke):
    """Makes what is missing below `folder`; a file appears under its name when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    if smoke or not published.exists():
        header, body = split(fixture.read_bytes())
        origin = "fixtures/flights.csv, repeated"
    else:
        header, body = split(gzip.decompress(published.read_bytes()))
        origin = "all flights of 2013, ten times"
    target = smoke_bytes if smoke else full_bytes
    copies = max(1, round(target / len(body)))
    lines = body.splitlines(keepends=True)
    tenth = lines * copies if len(lines) * copies < 10 else (lines * copies)[:len(lines) * copies // 10]
    return Data(
        origin,
        make_size(folder / "whole", header, body, len(lines), copies),
        make_size(folder / "tenth", header, b"".join(tenth), len(tenth), 1),
        make_size(folder / "ten", header, b"".join(lines[:10]), 10, 1))


def split(content):
    header, body = content.split(b"\n", 1)
    return header + b"\n", body


def make_size(stem, header, body, records, copies):
    size = Size(records * copies, *(stem.with_suffix(end) for end in (".csv", ".ndjson", ".csv.gz")))
    once(size.csv, lambda file: (file.write(header), [file.write(body) for _ in range(copies)]))
    if not size.ndjson.exists():
        block = as_ndjson(header + body)
        once(size.ndjson, lambda file: [file.write(block) for _ in range(copies)])
    once(size.gzip, lambda file: compress(size.csv, file))
    return size


def once(path, write):
    if path.exists():
        return
    part = path.with_name(path.name + ".part")
    with open(part, "wb") as file:
        write(file)
    part.rename(path)


def compress(source, file):
    with open(source, "rb") as plain, gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
        shutil.copyfileobj(plain, packed, 1 << 20)


def as_ndjson(content):
    """NDJSON by Python's own csv and json, so that no tool that is measured makes the input of another."""
    lines = []
    for record in csv.DictReader(io.StringIO(content.decode())):
        for name, value in record.items():
            if name in numbers_with_gaps:
                record[name] = None if value == "NA" else int(value)
            elif name not in texts:
                record[name] = int(value)
        lines.append(json.dumps(record, separators=(",", ":")))
    return ("\n".join(lines) + "\n").encode()
