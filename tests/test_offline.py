"""The main job without any network: in an empty network namespace, and in a process whose sockets refuse to connect."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HOUSEHOLD = """\
area: 庄河
residence: rural
size: 2
monthly_income: 1660
assets_within_limit: true
recognised_as: [none]
members:
  - {relation: self, age: 63, disability: {grade: 2, category: 肢体}}
  - {relation: spouse, age: 60, disability: none}
"""
LINES = ["养老保险代缴归谁管", "", "我家在庄河农村，农村户口，两口人，一个月一共1600，能办低保吗？", "都不是", "还差什么？", "谢谢"]
DAY = ["--as-of", "2026-11-24"]


class Offline:
    """Runs the command in an empty network namespace over one data folder."""

    def __init__(self, before: list[str], folder: Path) -> None:
        self._before = before
        self._env = {**os.environ, "XIANJIE_DATA": str(folder), "HOME": str(folder), "NO_PROXY": "*"}

    def run(self, *arguments: str, typed: str | None = None) -> str:
        """What a command line prints; it has to succeed."""
        command = [*self._before, sys.executable, "-m", "ui.cli", *arguments]
        done = subprocess.run(command, env=self._env, input=typed, capture_output=True, text=True, check=False, timeout=100)
        assert done.returncode == 0, f"{arguments}: {done.stderr[-2000:]}"
        return done.stdout

    def json(self, *arguments: str) -> Any:
        """The one JSON line it prints."""
        out = self.run(*arguments, "--json")
        assert len(out.splitlines()) == 1
        return json.loads(out)


@pytest.mark.namespace
def test_the_namespace_is_empty(empty_network: list[str]) -> None:
    """Nothing but loopback, and nobody to be reached."""
    code = "import socket; print([name for _, name in socket.if_nameindex()]); socket.create_connection(('192.0.2.1', 80), 3)"
    done = subprocess.run([*empty_network, sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout.strip() == "['lo']"
    assert "unreachable" in done.stderr.lower()


@pytest.mark.namespace
def test_the_main_job_from_a_fresh_folder_without_a_network(empty_network: list[str], tmp_path: Path) -> None:
    """Build, ask, departments, check, search and a conversation."""
    offline = Offline(empty_network, tmp_path / "data")
    household = tmp_path / "household.yaml"
    household.write_text(HOUSEHOLD, encoding="utf-8")

    assert offline.json("corpus", "build")["built"] is True
    assert offline.json("corpus", "status")["index"] == "ready"

    reply = offline.json("ask", "养老保险代缴归谁管", *DAY)
    assert (reply["status"], reply["as_of"]) == ("answered", "2026-11-24")
    assert sum(entry["role"] == "listed" for entry in reply["departments"]) == 18
    assert "846" in offline.json("ask", "我家在庄河农村，现在低保标准多少？", *DAY)["text"]

    assert {entry["role"] for entry in offline.json("departments", "农村危房改造", *DAY)["departments"]} >= {"listed", "lead"}
    verdicts = {p["id"]: p["verdict"] for p in offline.json("check", str(household), "--as-of", "2025-08-01")["programmes"]}
    assert verdicts["农村最低生活保障"] == "eligible"
    assert offline.json("search", "农村危房改造", "-k", "3", *DAY)[0]["rank"] == 1

    out = offline.run("chat", "--json", *DAY, typed="\n".join(LINES) + "\n")
    replies = [json.loads(line) for line in out.splitlines()]
    assert len(replies) == len(LINES)
    assert [r["status"] for r in replies][:3] == ["answered", "answered", "needs_fact"]
    assert {"area", "size", "residence", "monthly_income", "recognised_as"} <= set(replies[4]["facts"])


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """No socket may connect or look a name up; gives what was tried."""
    tried: list[Any] = []

    def refuse(*arguments: Any, **_: Any) -> Any:
        tried.append(arguments[-1] if arguments else None)
        raise OSError("no network in this test")

    for owner, name in ((socket.socket, "connect"), (socket.socket, "connect_ex"), (socket.socket, "sendto"), (socket, "getaddrinfo")):
        monkeypatch.setattr(owner, name, refuse)
    return tried


def test_nothing_in_the_process_tries_to_connect(refusing: list[Any], data_dir: Path, as_of: date) -> None:
    """A fresh index, then every kind of question, with sockets that refuse: none is even tried."""
    from assistant.agent.direct import answer_departments
    from assistant.agent.run import Assistant
    from assistant.conversation.state import Conversation
    from assistant.settings import Settings

    assistant = Assistant.open(Settings(data=data_dir, today=as_of))
    conversation = Conversation()
    for line in [
        *LINES,
        "哪些单位四份名单都有？",
        "社会救助法什么时候施行？",
        "考我三道题",
        "自来水不来找谁？",
        "Who is responsible for dibao?",
    ]:
        conversation, reply = assistant.answer(conversation, line)
        assert reply.text
    assert answer_departments("农村危房改造", corpus=assistant.corpus, retriever=assistant.retriever, day=as_of).departments
    assert refusing == []


def test_langsmith_is_off_whatever_the_environment_says(root: Path) -> None:
    """Tracing would send what people say to somebody else's server."""
    code = "import assistant.agent.run; from langsmith.utils import tracing_is_enabled; print(tracing_is_enabled())"
    env = {**os.environ, "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "x"}
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr[-1000:]
