"""Turns of a drafted plan moved by mouse and by keyboard: both send the same form, and a clash is shown at once."""

import re

from playwright.sync_api import Page, expect

from tests.browser.open_round import EDITION
from tests.browser.person import Person

FITS = "Tidak ada bentrok"


def order(page: Page) -> list[str]:
    """Cards as they stand in the first room, from above."""
    return [card.get_attribute("id") or "" for card in page.locator("td[data-room='0'] [data-turn]").all()]


def drag(page: Page, card: str, room: int, start: str) -> None:
    page.locator(f"#{card} strong").drag_to(page.locator(f"td[data-room='{room}'][data-start='{start}']"))


def test_a_turn_is_moved_by_drag_and_by_keyboard(browser, open_round):
    staff = Person(browser, open_round, "sekretariat1.kaltim")
    page = staff.go(f"{EDITION}wawancara/rancangan/1/")
    first, second, third = drawn = order(page)
    staff.says(FITS)

    # Dropped on another turn, the two change places; it is kept.
    drag(page, third, 0, "09:00")
    expect(page.locator("td[data-room='0'][data-start='09:00'] [data-turn]")).to_have_id(third)
    staff.says(FITS)
    page.reload()
    assert order(page) == [third, second, first]

    # The panel cannot sit in two rooms: the page says so before anything else is asked, and nothing is published.
    page.evaluate("() => { document.body.dataset.same = 'page' }")
    drag(page, second, 1, "09:00")
    expect(page.locator(f"td[data-room='1'] #{second} .field-error")).to_contain_text("dua ruang pada jam yang sama")
    expect(page.locator("#rancangan [role=status]")).to_contain_text("1 bentrok")
    expect(page.locator("body")).to_have_attribute("data-same", "page")
    expect(page.get_by_role("link", name="Periksa dan terbitkan")).to_have_count(0)
    page.reload()
    staff.says("1 bentrok")

    # Back without a mouse; the focus stays on what was pressed.
    card = page.locator(f"#{second}")
    card.locator("summary").press("Enter")
    card.locator("[name=room]").select_option("0")
    card.locator("[name=start]").fill("09:25")
    card.get_by_role("button", name="Pindah ruang").press("Enter")
    staff.says(FITS)
    expect(card.get_by_role("button", name="Pindah ruang")).to_be_focused()
    last = page.locator(f"#{first}")
    last.locator("summary").press("Enter")
    for place in ("09:25", "09:00"):
        last.get_by_role("button", name="Lebih awal").press("Enter")
        expect(page.locator(f"td[data-room='0'][data-start='{place}'] [data-turn]")).to_have_id(first)
        expect(last.get_by_role("button", name="Lebih awal")).to_be_focused()
    drag(page, second, 0, "09:25")
    expect(page.locator("td[data-room='0'][data-start='09:25'] [data-turn]")).to_have_id(second)
    page.reload()
    assert order(page) == drawn
    page.get_by_role("link", name="Periksa dan terbitkan").press("Enter")
    expect(page).to_have_url(re.compile("/terbitkan/"))
    staff.close()
