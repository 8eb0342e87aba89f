"""20 kills of workers and Redis during a batch of 200 certificates: `make soak`."""

from dataclasses import asdict

from soak import papers
from tests.reports.test_killed import paper_environment  # noqa: F401

RECIPIENTS, KILLS = 200, 20
WORDS = {
    "workers_killed": "workers killed (main process and both others)",
    "redis_killed": "Redis killed, all messages lost",
    "processes_killed": "processes of the worker killed",
    "ready": "certificates ready",
    "numbers": "different numbers among them",
    "unfinished": "rows that are not finished",
    "files": "files in the storage",
    "orphans": "files without a row, or rows without a file",
    "altered": "files that differ from their row's SHA-256",
    "seconds": "seconds",
}


def test_batch_with_twenty_kills(paper_environment):  # noqa: F811
    found = papers.run(RECIPIENTS, KILLS, *paper_environment)
    print()
    for name, value in asdict(found).items():
        print(f"{WORDS[name]:48} {value:>10.1f}" if isinstance(value, float) else f"{WORDS[name]:48} {value:>10}")
    assert (found.ready, found.numbers, found.files) == (RECIPIENTS, RECIPIENTS, RECIPIENTS)
    assert (found.unfinished, found.orphans, found.altered) == (0, 0, 0)
