"""50 rounds of kill -9 while nine panelists save: `make soak`."""

from dataclasses import asdict

from soak import killing

WORDS = {
    "workers_killed": "workers killed",
    "portals_killed": "portals killed (master and workers)",
    "confirmed": "entries confirmed by a verified receipt",
    "repeated": "attempts without an answer, made again",
    "unheard": "stored before the kill, answer lost",
    "lost": "confirmed and not there",
    "doubled": "taken in twice",
    "altered": "marks that differ from what was confirmed last",
    "ledger_holds": "ledger verified afterwards",
    "longest_gap": "longest time without a confirmation, seconds",
}


def test_fifty_rounds(web_environment):
    environment, database = web_environment
    found = killing.run(50, environment, database)
    print()
    for name, value in asdict(found).items():
        print(f"{WORDS[name]:48} {value:>10.1f}" if isinstance(value, float) else f"{WORDS[name]:48} {value!s:>10}")
    assert (found.lost, found.doubled, found.altered, found.ledger_holds) == (0, 0, 0, True)
