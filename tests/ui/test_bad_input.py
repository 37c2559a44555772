"""Faulty input: exit code 2, one line on stderr, nothing on stdout, no traceback."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ui import cli

FAULTY = [
    (["aks"], "没有命令 aks", "ask"),
    (["corpus", "bild"], "没有命令 bild", "build"),
    (["--nonsense"], "没有选项 --nonsense"),
    (["ask"], "少写了"),
    (["ask", ""], "空的"),
    (["ask", " \u3000 "], "空的"),
    (["ask", "低保", "--fro", "群众"], "没有选项 --fro", "--for"),
    (["ask", "低保", "--area"], "--area 后面要写值"),
    (["ask", "低保", "--json=yes"], "--json"),
    (["ask", "低保", "--for", "领导"], "领导", "群众、干部、培训"),
    (["chat", "--for", ""], "--for"),
    (["ask", "低保", "--as-of", "明天"], "明天", "--as-of", "2026-11-24"),
    (["ask", "低保", "--as-of", "2025-02-30"], "2025-02-30"),
    (["chat", "--as-of", "2014-12-31"], "2015-01-01"),
    (["departments", "低保", "--as-of", "2036-01-01"], "2035-12-31"),
    (["departments", "低保", "--area", "庄合市"], "庄合市", "--area", "庄河市"),
    (["departments", "低保", "--area", ""], "--area"),
    (["departments", "低保", "--area", "火星"], "火星"),
    (["departments", " "], "空的"),
    (["search", ""], "空的"),
    (["search", "低保", "-k", "0"], "-k", "1 到 100"),
    (["search", "低保", "-k", "101"], "-k"),
    (["search", "低保", "-k", "-3"], "-k"),
    (["search", "低保", "-k", "三"], "-k", "整数"),
    (["search", "低保", "--as-of", "2050-01-01"], "--as-of"),
    (["check"], "少写了"),
    (["check", "a.yaml", "b.yaml"], "多写了 b.yaml"),
    (["check", "没有.yaml"], "没有这个文件", "没有.yaml"),
    (["check", "."], "文件夹"),
    (["check", "没有.yaml", "--json"], "没有这个文件"),
    (["serve", "--port", "0"], "--port"),
    (["serve", "--port", "70000"], "--port"),
    (["serve", "--port", "网页"], "--port", "整数"),
    (["serve", "--host", "192.0.2.1"], "--host", "127.0.0.1"),
]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command line that must be refused; gives what it says."""

    def running(*arguments: str) -> str:
        assert cli.run(arguments) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 1, said.err
        assert not re.search(r"Traceback|Error|Usage", said.err)
        return said.err

    return running


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda f: " ".join(f[0]))
def test_a_faulty_command_line(refused, faulty: tuple) -> None:
    arguments, *words = faulty
    said = refused(*arguments)
    for word in words:
        assert word in said


def test_ask_and_chat_refuse_an_unknown_area(refused) -> None:
    assert "庄河市" in refused("ask", "低保", "--area", "庄合市")
    assert "庄河市" in refused("chat", "--area", "庄合市", "--json")


def test_a_port_in_use(refused) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("serve", "--port", str(port))
    assert f"端口 {port} 已被占用" in said
    assert str(port + 1) in said


@pytest.mark.parametrize("text", ["area: 庄合市", "members: [{age: 200}]", "members: 5", "size: [", "", "monthly_income: -1"])
def test_a_faulty_household(refused, tmp_path: Path, text: str) -> None:
    path = tmp_path / "h.yaml"
    path.write_text(text, encoding="utf-8")
    assert "h.yaml" in refused("check", str(path))
    assert "h.yaml" in refused("check", str(path), "--json")


def test_bytes_that_are_no_utf8_are_not_fatal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["search", "低保\udcff", "--json"]) == 0
    capsys.readouterr()


# -- a data folder that cannot be used ---------------------------------------------------------------------------


@pytest.fixture
def no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """$XIANJIE_DATA below a file: nobody, not even root, can write there."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XIANJIE_DATA", str(tmp_path / "file" / "data"))
    return tmp_path / "file" / "data"


def test_building_an_index_there_says_how_to_choose_another(refused, no_folder: Path) -> None:
    said = refused("corpus", "build")
    assert str(no_folder) in said
    assert "XIANJIE_DATA" in said


@pytest.mark.parametrize(
    "arguments", [["search", "低保"], ["departments", "农村危房改造"], ["ask", "低保归哪个部门管"]], ids=lambda a: a[0]
)
def test_what_only_reads_goes_on_in_a_passing_folder(no_folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert cli.run([*arguments, "--json"]) == 0
    said = capsys.readouterr()
    assert said.out
    assert len(said.err.splitlines()) == 1
    assert "XIANJIE_DATA" in said.err


def test_check_needs_no_folder(no_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "h.yaml"
    path.write_text("size: 2", encoding="utf-8")
    assert cli.run(["check", str(path)]) == 0
    assert capsys.readouterr().err == ""


def test_a_home_that_does_not_exist(refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_DATA", "~nobody-of-this-name/data")
    assert "XIANJIE_DATA" in refused("search", "低保")


# -- faults of ours ----------------------------------------------------------------------------------------------


def test_a_bug_is_one_line_and_exit_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("two\nlines")

    monkeypatch.setattr("corpus.load.load", broken)
    assert cli.run(["search", "低保"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "XIANJIE_DEBUG=1" in said.err
    monkeypatch.setenv("XIANJIE_DEBUG", "1")
    assert cli.run(["search", "低保"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_command_that_is_not_all_there(monkeypatch: pytest.MonkeyPatch, refused) -> None:
    from importlib.metadata import EntryPoint

    from ui.commands import group

    point = EntryPoint(name="evaluate", value="no_such_module.run:app", group=group.BROUGHT)
    monkeypatch.setattr(group, "entry_points", lambda **which: [point] if which.get("name", "evaluate") == "evaluate" else [])
    assert "evaluate" in refused("evaluate")


def test_commands_are_light_until_they_run() -> None:
    """Starting up imports none of what takes seconds, nor pydantic's models."""
    heavy = ["gradio", "langchain", "langchain_core", "tantivy", "pydantic", "rich", "evals"]
    code = f"import sys, ui.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"
