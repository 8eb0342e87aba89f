"""Server time of the pages beside a ranking, on a real database: `make bench`. Bounds are for a quiet machine."""

import statistics
import time

import pytest

from scoring import tasks
from scoring.services import ranking
from tests.scoring.ranking.test_pages import at, big_round

TIMES = 15


@pytest.mark.parametrize(("nominees", "bound"), [(100, 150), (500, 400)])
def test_ranking_workspace(nominees, bound, edition, panelists, chair, secretariat, regencies, client_of):
    """Nominees x 9 persons x 5 criteria: the median of the requests, in ms."""
    category = big_round(edition, [chair, *panelists], secretariat, regencies[0], nominees)
    start = time.perf_counter()
    run = ranking.run(category, by=secretariat)
    middle = time.perf_counter()
    tasks.robustness(run.pk)
    end = time.perf_counter()
    print(f"\n{nominees} x 9 x 5: run {1000 * (middle - start):.0f} ms, robustness in the worker {end - middle:.1f} s")
    client = client_of(secretariat)
    for name in ("ranking", "robustness"):
        client.get(at(category, name))
        seconds = []
        for _ in range(TIMES):
            start = time.perf_counter()
            response = client.get(at(category, name))
            seconds.append(time.perf_counter() - start)
            assert response.status_code == 200
        print(
            f"{name:48} {1000 * statistics.median(seconds):10.0f} ms (at most {bound}), {len(response.content):,} bytes"
        )
