"""The page's own look: one quiet set of colours, system fonts, nothing fetched."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

STATIC = Path(__file__).with_name("static")
FONT = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")


def theme() -> gr.themes.Base:
    """Gradio's bare theme with fonts of the system; colours and shapes are in page.css."""
    return gr.themes.Base(font=FONT, font_mono=("ui-monospace", "monospace"))


def style() -> str:
    """The style sheet, for the head: Gradio rewrites the selectors of what it is given as ``css``."""
    return f"<style>{(STATIC / 'page.css').read_text(encoding='utf-8')}</style>"


def script() -> str:
    """The script every part of the page runs when it loads."""
    return (STATIC / "page.js").read_text(encoding="utf-8")
