"""Somebody in an own browser window, and what such walks share."""

import datetime
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from demo.figures import PASSWORD
from tests import factories

PDF = factories.pdf_bytes()


def today() -> datetime.date:
    return datetime.datetime.now(ZoneInfo("Asia/Makassar")).date()


# A machine that runs the tests on two cores answers late now and then.
expect.set_options(timeout=30_000)


class Person:
    """Somebody in an own browser window."""

    def __init__(self, browser: Browser, address: str, username: str, width: int = 1280) -> None:
        self.page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        self.page.set_default_timeout(30_000)
        self.address = address
        self.go("/masuk/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.press("Masuk")
        expect(self.page).to_have_url(re.compile("/beranda/"))

    def go(self, path: str) -> Page:
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.status == 200, path
        return self.page

    def press(self, words: str) -> None:
        """By keyboard, as somebody without a mouse would; it also cannot miss a button that moves.

        The browser hands over once the next page begins to arrive; what is then counted must be all there.
        """
        self.page.get_by_role("button", name=words, exact=True).press("Enter")
        self.page.wait_for_load_state("domcontentloaded")

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").fill(value)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"[name='{name}'][value='{value}']").check()

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def close(self) -> None:
        self.page.context.close()
