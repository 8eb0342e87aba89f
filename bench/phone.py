"""The sheet on a phone's line of 400 kbit/s and 300 ms, with nothing in the cache: `make bench`."""

import re
import statistics
import time

from playwright.sync_api import expect

from tests.browser.open_round import EDITION
from tests.browser.person import Person

LINE = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
TIMES, BOUND, BYTES = 5, 3.0, 120 * 1024


def bytes_of(wire):
    """The bytes of everything that arrives from now on, as it lay on the wire."""
    found = []
    wire.on("Network.loadingFinished", lambda event: found.append(event["encodedDataLength"]))
    return found


def test_first_load_of_a_sheet(browser, open_round):
    person = Person(browser, open_round, "panelis4.kaltim", 375)
    person.go(f"{EDITION}penilaian/")
    path = person.page.locator(".task-link").first.get_attribute("href")
    state = person.page.context.storage_state()
    person.close()
    painted, typable, weights = [], [], []
    for number in range(TIMES):
        context = browser.new_context(storage_state=state, viewport={"width": 375, "height": 800})
        page = context.new_page()
        wire = context.new_cdp_session(page)
        arrived = bytes_of(wire)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", LINE)
        start = time.perf_counter()
        page.goto(open_round + path, wait_until="commit")
        page.locator("[name=mark_pemahaman]").fill(f"8{number}")
        typable.append(time.perf_counter() - start)
        page.wait_for_load_state("load")
        weights.append(sum(arrived))
        fcp = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        painted.append(page.evaluate(fcp) / 1000)
        # What was typed before the scripts came is not lost.
        expect(page.locator("#keadaan")).to_have_text(re.compile("^Draf tersimpan"), timeout=60_000)
        context.close()
    print("\nthe sheet at 400 kbit/s and 300 ms, nothing in the cache")
    print(f"{'first paint':48} {statistics.median(painted):10.2f} s")
    print(f"{'the first mark is typed':48} {statistics.median(typable):10.2f} s (both at most {BOUND:.0f})")
    print(f"{'over the wire until loaded':48} {statistics.median(weights):10,.0f} bytes (at most {BYTES:,})")
    assert max(statistics.median(painted), statistics.median(typable)) <= BOUND
    assert statistics.median(weights) <= BYTES
