"""What a certificate costs, from the queue to the stored file, beside other ways to make it. `make bench`.

CERTIFICATES=2000 makes more of them and shows whether the memory of the workers stays flat.
"""

import os
import subprocess
import sys
from pathlib import Path

from soak.papers import Counts
from soak.workshop import Workshop, until, workshop
from tests.conftest import ROOT
from tests.reports.test_killed import paper_environment  # noqa: F401

CERTIFICATES = int(os.environ.get("CERTIFICATES", "514"))
MEMORY = 300  # MB at most of each process
ALONE = 1.6  # times the loop that makes the same bytes with everything parsed once
NAIVE = 2.2
WARM = 64
WORDS = {
    "press": "our own press in a loop, one process, the same bytes",
    "plain": "WeasyPrint in a loop, all parsed once, the same bytes",
    "naive": "WeasyPrint in a loop, all parsed each time",
    "typst": "Typst, an equivalent page, one process",
    "libreoffice": "LibreOffice headless, an equivalent page, started once",
}
# How many each of the other ways makes, before our batch and after it: the machine may change in between.
COUNTS = {"press": 60, "plain": 40, "naive": 10, "typst": 20, "libreoffice": 20}


def peaks(place: Workshop) -> list[int]:
    """The most memory that each process has ever had, in MB."""
    lines = [Path(f"/proc/{pid}/status").read_text().splitlines() for pid in place.processes()]
    return [int(line.split()[1]) // 1024 for status in lines for line in status if line.startswith("VmHWM")]


def processor_seconds(place: Workshop) -> float:
    """What the worker and its processes have used of the cores."""
    stats = [Path(f"/proc/{pid}/stat") for pid in (place.worker.process.pid, *place.processes())]
    used = [stat.read_text().rpartition(")")[2].split()[11:13] for stat in stats]
    return sum(int(ticks) for pair in used for ticks in pair) / os.sysconf("SC_CLK_TCK")


def other_ways(place: Workshop, papers: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for way, count in COUNTS.items():
        command = [sys.executable, "-m", "bench.other_ways", way, str(papers), str(count)]
        done = subprocess.run(command, cwd=ROOT, env=place.environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        if done.stdout.strip() != "not installed":
            found[way] = float(done.stdout)
    return found


def made(place: Workshop, counts: Counts, batch: str) -> tuple[float, list[list[int]]]:
    """Seconds from the start of a batch to its last file; the memory of the processes at each fifth."""
    where = f"batch_id = (SELECT {batch}(id) FROM reports_batch) AND status"
    total = counts.of(f"{where} IS NOT NULL")
    memory = []
    for part in range(1, 6):
        goal = total * part // 5
        until(lambda goal=goal: counts.of(f"{where} = 'ready'") >= goal, place.keep, 900, pause=0.5)
        memory.append(peaks(place))
    with counts.connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM max(ready_at) - coalesce(max(batch.changed_at), max(batch.made_at)))"
            " FROM reports_document JOIN reports_batch batch ON batch.id = batch_id"
            f" WHERE batch_id = (SELECT {batch}(id) FROM reports_batch)"
        )
        return float(cursor.fetchone()[0]), memory


def test_certificates(paper_environment, tmp_path):  # noqa: F811
    environment, database = paper_environment
    papers = tmp_path / "papers.json"
    with workshop(environment, f"{database}_bench") as place:
        place.start()
        place.run(f"from soak.round import build; build({WARM})")
        counts = Counts(database)
        made(place, counts, "min")
        place.run(f"from soak.round import papers; papers({str(papers)!r})")
        place.run(f"from soak.round import build_more; build_more({CERTIFICATES})")
        before = other_ways(place, papers)
        used = processor_seconds(place)
        place.run("from soak.round import begin; begin()")
        seconds, memory = made(place, counts, "max")
        used = processor_seconds(place) - used
        after = other_ways(place, papers)
        counts.connection.close()
    ours = 1000 * seconds / CERTIFICATES
    ways = {way: (before[way] + after[way]) / 2 for way in before}
    table(ours, 1000 * used / CERTIFICATES, ways, memory)
    assert ways["plain"] / ours >= ALONE
    assert ways["naive"] / ours >= NAIVE
    assert max(memory[-1]) <= MEMORY


def table(ours: float, used: float, ways: dict[str, float], memory: list[list[int]]) -> None:
    load = os.getloadavg()[0]
    print(f"\n{CERTIFICATES} certificates, {os.cpu_count()} cores, load {load:.1f}: milliseconds each")
    print(f"  {'the portal, queue to stored file, two processes':54} {ours:8.1f} (and {used:.1f} of a core)")
    bounds = {"plain": ALONE, "naive": NAIVE}
    for way, words in WORDS.items():
        if way not in ways:
            print(f"  {words:54} not installed")
            continue
        bound = f" (at least {bounds[way]})" if way in bounds else ""
        print(f"  {words:54} {ways[way]:8.1f} = {ways[way] / ours:.2f} times ours{bound}")
    peak = "; ".join("/".join(map(str, pair)) for pair in memory)
    print(f"  {'most memory of each process at each fifth, MB':54} {peak} (at most {MEMORY})")
