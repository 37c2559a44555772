"""The page in a real browser, driven over the real assistant."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.agent.run import Assistant
from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from assistant.settings import Settings
from corpus.corpus import Corpus
from ui.page.app import build, open_page

DAY = date(2026, 11, 24)


@dataclass
class Listening:
    """The real assistant, with an ear for what it is asked and a way to make the next turn fail or wait."""

    inner: Assistant
    asked: list[str] = field(default_factory=list)
    fail: Exception | None = None
    slow: Any = None

    @property
    def corpus(self) -> Corpus:
        return self.inner.corpus

    def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
        self.asked.append(message)
        if self.slow is not None:
            self.slow.wait(20)
        if self.fail is not None:
            raise self.fail
        return self.inner.answer(conversation, message, day=day)


@dataclass
class Served:
    """The page's address and the assistant behind it."""

    address: str
    assistant: Listening


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def served(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(data=tmp_path_factory.mktemp("page"), today=DAY)
    assistant = Listening(Assistant.open(settings))
    page = build(assistant, settings)
    address = open_page(page, "127.0.0.1", free_port())
    yield Served(address, assistant)
    page.close(verbose=False)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


class Visit:
    """One open page with its own session."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        self.assistant = served.assistant
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(served.address)
        page.wait_for_selector(".welcome")

    def ask(self, message: str) -> None:
        """Write and press Enter; wait for the reply."""
        before = self.page.locator(".turn:not(.waiting)").count()
        self.page.locator("#box textarea").fill(message)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(f"document.querySelectorAll('.turn:not(.waiting)').length > {before}")

    def reply(self) -> str:
        """The last reply as text, folded details included."""
        return self.page.locator(".turn .reply").last.text_content() or ""


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Visit]:
    served.assistant.asked.clear()
    served.assistant.fail = served.assistant.slow = None
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    opened = Visit(context.new_page(), served)
    yield opened
    context.close()
    assert opened.errors == []


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[Visit]:
    served.assistant.fail = served.assistant.slow = None
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True, color_scheme="dark"
    )
    opened = Visit(context.new_page(), served)
    yield opened
    context.close()
    assert opened.errors == []
