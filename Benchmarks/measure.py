"""Times by hyperfine, peak memory by GNU time."""
import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Measured:
    """Of one command; seconds, MB/s and rows/s are those of the whole data when the tool ran on a tenth."""
    case: str
    tool: str
    seconds: float
    megabytes_per_second: float
    rows_per_second: float
    peak_mebibytes: float
    scaled: bool


def measure(case, data, results, smoke):
    """Runs each command of the case under hyperfine and once under GNU time."""
    whole = data.ten if case.start_up else data.whole
    for tool in case.tools:
        size = data.tenth if tool.slow and not case.start_up else whole
        sink = results / "out.db" if case.database else Path("/dev/null")
        words = [str(word) for word in tool.command(getattr(size, case.input), sink)]
        median = median_seconds(words, case, tool, results, smoke)
        clear(results)
        seconds = median * whole.records / size.records
        yield Measured(
            case.name, tool.name, seconds, size.bytes_of(case.larger) / 1e6 / median, size.records / median,
            peak_mebibytes(words), size is not whole)


def median_seconds(words, case, tool, results, smoke):
    """Without a shell, whose start would count; a start-up takes milliseconds, so it is run more often."""
    label = re.sub(r"[^a-z0-9]+", "-", f"{case.name} {tool.name}".lower()).strip("-")
    export = results / f"{label}.json"
    warmup, runs = (0, 1) if smoke else (5, 50) if case.start_up else (1, 5)
    hyperfine = ["hyperfine", "--shell=none", "--style", "none", "--warmup", warmup, "--runs", runs,
                 "--export-json", export, "--command-name", label]
    if case.database:
        base = results / "out.db"
        hyperfine += ["--prepare", shlex.join(["rm", "-f", *(f"{base}{end}" for end in ("", "-wal", "-shm", "-journal"))])]
    done = subprocess.run(
        [*map(str, hyperfine), shlex.join(words)], stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"bench: {case.name}: {tool.name} failed under hyperfine\n{done.stderr.decode(errors='replace')}")
    return json.loads(export.read_text())["results"][0]["median"]


def clear(results):
    for path in results.glob("out.*"):
        path.unlink()


def peak_mebibytes(words):
    """GNU time forks a small process: one forked from Python would count Python's own memory."""
    time = ["/usr/bin/time", "-l"] if sys.platform == "darwin" else ["/usr/bin/time", "-f", "peak %M"]
    done = subprocess.run(
        [*time, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    text = done.stderr.decode(errors="replace")
    if done.returncode != 0:
        sys.exit(f"bench: {shlex.join(map(str, words))} ended with {done.returncode}\n{text}")
    if sys.platform == "darwin":
        return int(re.search(r"(\d+)\s+maximum resident set size", text).group(1)) / (1 << 20)
    return int(re.search(r"peak (\d+)", text).group(1)) / 1024


def stripped_mebibytes(program, results):
    """The size of the program as `make install` installs it."""
    copy = results / "stripped"
    shutil.copyfile(program, copy)
    subprocess.run(["strip", str(copy)], stderr=subprocess.DEVNULL)
    return copy.stat().st_size / (1 << 20)
