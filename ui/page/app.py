"""The page: where everything stands, and what each press does. What it shows is made in the files beside this one."""

from __future__ import annotations

import os
import threading
from typing import Any

import gradio as gr

from assistant.settings import Settings
from corpus.errors import SettingsError
from ui.page.desk import Answering, Desk
from ui.page.handlers import Handlers, live_html
from ui.page.local_only import LocalOnly
from ui.page.markup import button, escape
from ui.page.session import Session, dump
from ui.page.sources import list_html
from ui.page.theme import script, style, theme

TITLE = "衔接助手"
ABOUT = "大连市巩固拓展脱贫攻坚成果同乡村振兴有效衔接：责任单位、帮扶政策、资格条件"
SESSION_SECONDS = 8 * 60 * 60
"""A state not touched for this long is let go, if its page was not closed before."""
CACHE_SECONDS = (3600, 3600)
AT_ONCE = 8
"""Turns worked on at the same time; more wait in the queue."""


def build(assistant: Answering, settings: Settings) -> gr.Blocks:
    """The page over one shared assistant.

    Args:
        assistant: answers one turn; keeps no conversation.
        settings: the day that counts as today.
    """
    desk = Desk(assistant, settings)
    handlers, empty = Handlers(desk, settings), Session()
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, delete_cache=CACHE_SECONDS, fill_width=True)
    with page:
        state = gr.State(dump(empty), time_to_live=SESSION_SECONDS)
        header = _part("header", _header())
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="talk"):
                choosers = _part("choosers", handlers.choosers(empty))
                turns = _part("turns", handlers.turns(empty))
                with gr.Column(elem_id="composer"):
                    quick = _part("quick", "")
                    live = _part("live", live_html(""))
                    with gr.Row(elem_id="write"):
                        box = gr.Textbox(label="想问什么", placeholder="写一句话，回车发送", lines=1, max_lines=8, elem_id="box")
                        send = gr.Button("发送", variant="primary", elem_id="send")
            with gr.Column(elem_id="aside"):
                sources = _part("sources", list_html((), ""))
                facts = _part("facts", handlers.facts(empty))
        whole = [state, turns, quick, choosers, facts, sources, live]
        said = gr.on([box.submit, send.click, turns.submit, quick.submit], handlers.say, [box, state], [*whole, box], **_turn())
        checked = facts.retry(handlers.recheck, state, [*whole, box], **_turn())
        header.clear(handlers.wipe, None, [*whole, box], cancels=[said, checked], **_quick("ledger"))
        choosers.input(handlers.choose, state, [state, choosers, facts, live], **_quick("ledger"))
        facts.edit(handlers.edit, state, [state, facts, live], **_quick("ledger"))
        facts.delete(handlers.forget, state, [state, facts, live], **_quick("ledger"))
        gr.on([turns.select, sources.select], handlers.open, None, sources, **_quick("reading"))
        sources.collapse(handlers.shut, state, sources, **_quick("reading"))
    return page


def _turn() -> dict[str, Any]:
    """How a turn runs: no spinner over the page, not callable from outside; pressed again before the reply, nothing happens."""
    return {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": AT_ONCE, "trigger_mode": "once"}


def _quick(kind: str) -> dict[str, Any]:
    """How everything else runs: at once, every press of it, one after the other so that none undoes the one before."""
    return {
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_limit": 1,
        "concurrency_id": kind,
        "trigger_mode": "multiple",
    }


def _part(name: str, html: str) -> gr.HTML:
    """A part of the page; the script in it turns presses into the events wired above."""
    return gr.HTML(html, elem_id=f"part-{name}", js_on_load=script(), apply_default_css=False)


def _header() -> str:
    larger = button("大字", "larger", css="quiet", label="大字显示")
    wipe = button("换一个人", "clear", css="quiet", label="换一个人：清空现在的对话")
    return f'<header><div><h1>{TITLE}</h1><p>{escape(ABOUT)}</p></div><p class="actions">{larger}{wipe}</p></header>'


def open_page(page: gr.Blocks, host: str, port: int) -> str:
    """Serve the page in the background and give its address.

    Raises:
        SettingsError: the port is taken, or the address is not of this machine.
    """
    _reach_directly(host)
    page.queue(api_open=False, default_concurrency_limit=AT_ONCE)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            share=False,
            quiet=True,
            inbrowser=False,
            prevent_thread_lock=True,
            show_error=False,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=False,
            pwa=False,
            theme=theme(),
            head=style(),
            app_kwargs={"middleware": [(LocalOnly, (), {})], "docs_url": None, "redoc_url": None, "openapi_url": None},
        )
    except OSError:
        raise SettingsError(
            f"{host} 的 {port} 端口用不了，可能已被占用", where="--port", mend=f"换一个端口，例如 --port {port + 1}"
        ) from None
    return address


def launch(settings: Settings, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Open the assistant, serve the page, and stay until Ctrl-C.

    Raises:
        ProjectError: data at fault, a folder that cannot be written, or a port that is taken.
        KeyboardInterrupt: the user ended it; the server is shut down before.
    """
    from assistant.agent.run import Assistant

    assistant = Assistant.open(settings)
    page = build(assistant, settings)
    threading.Thread(target=assistant.warm, daemon=True).start()
    print(f"{TITLE}已打开：{open_page(page, host, port)}（按 Ctrl-C 结束）", flush=True)
    try:
        threading.Event().wait()
    finally:
        page.close(verbose=False)


def _reach_directly(host: str) -> None:
    """Gradio calls its own address once at the start; a proxy set for the office must not stand in between."""
    own = ["127.0.0.1", "localhost", host]
    for name in ("NO_PROXY", "no_proxy"):
        listed = [entry for entry in os.environ.get(name, "").split(",") if entry]
        os.environ[name] = ",".join(dict.fromkeys([*listed, *own]))
