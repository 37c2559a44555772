"""Run inside an empty network namespace: serve the page, ask once in the browser, print what came of it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from assistant.agent.run import Assistant
from assistant.settings import Settings
from ui.page.app import build, open_page


def main(chromium: str, folder: str) -> None:
    settings = Settings(data=Path(folder), today=date(2026, 11, 24))
    served = build(Assistant.open(settings), settings)
    address = open_page(served, "127.0.0.1", 7860)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        page.goto(address)
        page.locator("#box textarea").fill("农村危房改造归哪些部门管？")
        page.keyboard.press("Enter")
        page.wait_for_selector(".departments table", timeout=20_000)
        print("answered")
        browser.close()
    served.close(verbose=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
