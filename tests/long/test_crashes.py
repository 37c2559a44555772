"""Processes that are killed, and many at once: the data folder opens afterwards and everybody gets an answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from assistant.settings import Settings

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]
KILLS = 20
AT_ONCE = 8
COMMANDS = [["corpus", "build"], ["ask", "养老保险代缴归谁管", "--json"], ["search", "低保", "--json"]]


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    env = {**os.environ, "XIANJIE_DATA": str(folder)}
    command = [sys.executable, "-m", "ui.cli", *arguments]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _opens(folder: Path) -> None:
    """The folder opens in this process and answers."""
    from assistant.agent.run import Assistant
    from assistant.conversation.state import Conversation

    assistant = Assistant.open(Settings(data=folder, today=date(2026, 11, 24)))
    assert assistant.retriever.search("低保", limit=3, day=date(2026, 11, 24))
    assert assistant.answer(Conversation(), "养老保险代缴归谁管")[1].departments


def _took(folder: Path) -> float:
    """Seconds a whole build takes here, so that kills fall inside it."""
    began = time.monotonic()
    with _start(folder, "corpus", "build") as process:
        assert process.wait(100) == 0
    return time.monotonic() - began


def test_killed_at_any_moment_the_folder_still_opens(draw, tmp_path: Path) -> None:
    """kill -9 while a fresh or half-made folder is being built or read."""
    whole = _took(tmp_path / "whole")
    folder = tmp_path / "data"
    for number in range(KILLS):
        if draw.random.random() < 0.4:
            folder = tmp_path / f"data-{number}"
        with _start(folder, *draw.random.choice(COMMANDS)) as process:
            time.sleep(draw.random.uniform(0.2, 1.1) * whole)
            process.kill()
            process.wait(30)
        _opens(folder)


def test_nothing_of_killed_builds_is_left_for_good(tmp_path: Path) -> None:
    """Half-made indexes do not pile up: after a whole build there is about as much on disk as after one."""
    once = tmp_path / "once"
    whole = _took(once)
    folder = tmp_path / "data"
    for share in (0.5, 0.7, 0.8, 0.9):
        with _start(folder, "corpus", "build") as process:
            time.sleep(share * whole)
            process.kill()
            process.wait(30)
    _took(folder)
    assert _bytes(folder) < 2 * _bytes(once)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_eight_at_once_on_a_fresh_folder(tmp_path: Path) -> None:
    """Everybody builds, reads and answers at the same moment; every answer is the same."""
    folder = tmp_path / "data"
    processes = [_start(folder, "ask", "养老保险代缴归谁管", "--as-of", "2026-11-24", "--json") for _ in range(AT_ONCE)]
    said = [(*process.communicate(timeout=200), process.returncode) for process in processes]
    assert [code for _, _, code in said] == [0] * AT_ONCE, [err[-300:] for _, err, _ in said]
    assert len({out for out, _, _ in said}) == 1
    assert json.loads(said[0][0])["status"] == "answered"
    _opens(folder)


def test_builders_and_askers_mixed(tmp_path: Path) -> None:
    """Builds beside questions on one fresh folder."""
    folder = tmp_path / "data"
    processes = [_start(folder, *COMMANDS[number % len(COMMANDS)]) for number in range(AT_ONCE)]
    said = [(*process.communicate(timeout=200), process.returncode) for process in processes]
    assert [code for _, _, code in said] == [0] * AT_ONCE, [err[-300:] for _, err, _ in said]
    _opens(folder)
