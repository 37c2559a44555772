"""The commands, their output and their exit codes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation.reply import Reply
from assistant.conversation.state import Conversation
from assistant.settings import Settings
from ui import cli
from ui.commands import talk

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
CONTRACT = ["as_of", "area", "programmes", "question", "warnings"]


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        assert len(self.out.splitlines()) == 1
        return json.loads(self.out)


@pytest.fixture
def xianjie(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command line in this process."""

    def running(*arguments: str) -> Done:
        code = cli.run(arguments)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return running


@pytest.fixture
def household(tmp_path: Path) -> str:
    path = tmp_path / "household.yaml"
    path.write_text(HOUSEHOLD, encoding="utf-8")
    return str(path)


def start(*arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    env = {**os.environ, **more.pop("env", {})}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen([sys.executable, "-m", "ui.cli", *arguments], env=env, **pipes)


# -- help --------------------------------------------------------------------------------------------------------


def test_help_names_every_command_in_chinese(xianjie) -> None:
    for done in (xianjie(), xianjie("--help")):
        assert done.code == 0
        for name in ("serve", "ask", "chat", "departments", "check", "search", "corpus"):
            assert f"\n  {name} " in done.out
        assert not [word for word in ("Usage", "Options", "Commands", "Show this") if word in done.out]


@pytest.mark.parametrize(
    "name", ["serve", "ask", "chat", "departments", "check", "search", "corpus", "corpus build", "corpus status", "corpus check"]
)
def test_every_command_explains_itself(xianjie, name: str) -> None:
    done = xianjie(*name.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"用法： xianjie {name}")
    assert not [word for word in ("Usage", "Options", "Arguments", "Show this", "str>", "required", "default") if word in done.out]


# -- check -------------------------------------------------------------------------------------------------------


def test_check_prints_the_object_of_the_contract(xianjie, household: str) -> None:
    found = xianjie("check", household, "--json", "--as-of", "2025-08-01").json
    assert list(found) == CONTRACT
    assert (found["as_of"], found["area"]) == ("2025-08-01", "庄河市")
    by_id = {programme["id"]: programme for programme in found["programmes"]}
    assert by_id["农村最低生活保障"]["verdict"] == "eligible"
    assert set(by_id["农村最低生活保障"]) == {"id", "verdict", "missing", "unknown_figures", "assuming", "because", "amount", "members"}
    assert found["question"]


def test_check_has_every_implemented_programme_on_any_day(xianjie, household: str) -> None:
    now = xianjie("check", household, "--json", "--as-of", "2025-08-01").json
    then = xianjie("check", household, "--json", "--as-of", "2015-01-01").json
    assert [p["id"] for p in now["programmes"]] == [p["id"] for p in then["programmes"]]
    without_rule = [p["id"] for p in then["programmes"] if not p["because"]]
    assert all(p["verdict"] == "unknown" for p in then["programmes"] if p["id"] in without_rule)
    assert len(then["warnings"]) >= len(without_rule) > 0


def test_check_says_the_same_twice(xianjie, household: str) -> None:
    assert xianjie("check", household, "--json").out == xianjie("check", household, "--json").out


def test_check_reads_well(xianjie, household: str) -> None:
    done = xianjie("check", household, "--as-of", "2025-08-01")
    assert done.code == 0
    assert "农村最低生活保障" in done.out
    assert "可能符合" in done.out
    assert "不是审批决定" in done.out
    assert "你符合" not in done.out


def test_trace_shows_conditions_with_clauses(xianjie, household: str) -> None:
    done = xianjie("check", household, "--as-of", "2025-08-01", "--trace")
    assert "✓" in done.out
    assert "✗" in done.out
    assert "〔《" in done.out
    trace = xianjie("check", household, "--as-of", "2025-08-01", "--trace", "--json").json["trace"]
    assert trace["农村最低生活保障"][0]["conditions"]["truth"] is True


ELDER = """\
area: 庄河市
residence: rural
size: 1
monthly_income_per_head: 500
assets_within_limit: true
land_contracted: true
recognised_as: [none]
members:
  - {relation: self, age: 70, disability: {grade: 2, category: 肢体}, needs_long_term_care: true, supporters_unable: true}
"""


def test_check_shows_what_goes_together_and_what_is_a_choice(xianjie, tmp_path: Path) -> None:
    path = tmp_path / "elder.yaml"
    path.write_text(ELDER, encoding="utf-8")
    said = xianjie("check", str(path), "--as-of", "2026-11-24").out
    for words in (
        "可以一起办",
        "要二选一",
        "先后",
        "《特困人员认定办法》要点6",
        "金额未查到",
        "选哪样由本人定，由区市县民政部门认定",
        "申请期间可并行",
    ):
        assert words in said, words
    assert "你符合" not in said
    longer = xianjie("check", str(path), "--as-of", "2026-11-24", "--trace").out
    assert longer.index("要二选一") < longer.index("✓")


def test_the_bundle_is_an_extra_key_only_when_asked_for(xianjie, tmp_path: Path) -> None:
    path = tmp_path / "elder.yaml"
    path.write_text(ELDER, encoding="utf-8")
    assert list(xianjie("check", str(path), "--json", "--as-of", "2026-11-24").json) == CONTRACT
    found = xianjie("check", str(path), "--json", "--bundle", "--as-of", "2026-11-24").json
    assert list(found) == [*CONTRACT, "bundle"]
    choice = found["bundle"]["choices"][0]
    assert choice["settled_by"] is None
    assert [option["monthly"] for option in choice["options"]] == [1315, None]
    assert choice["rules"][0]["clauses"] == ["N16#要点6"]
    both = xianjie("check", str(path), "--json", "--trace", "--bundle", "--as-of", "2026-11-24").json
    assert list(both) == [*CONTRACT, "trace", "bundle"]


def test_a_size_that_does_not_fit_the_members_is_pointed_out(xianjie, tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    path.write_text("size: 3\nmembers: [{relation: self}]", encoding="utf-8")
    assert any("写的是 3" in warning for warning in xianjie("check", str(path), "--json").json["warnings"])


def test_a_place_elsewhere_is_pointed_out_before_the_verdicts(xianjie, household: str, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.yaml"
    path.write_text("area: 沈阳市\nsize: 1\nmembers: [{relation: self, age: 40}]\n", encoding="utf-8")
    text = xianjie("check", str(path)).out
    assert text.index("沈阳市不在大连") < text.index("对照结果")
    assert "不在大连" not in xianjie("check", household).out


def test_on_the_line_is_told_as_on_the_line(xianjie, tmp_path: Path) -> None:
    """The line is below which; the last line known is told where the one of the day is not."""
    path = tmp_path / "on.yaml"
    path.write_text(
        "area: 庄河市\nresidence: rural\nsize: 1\nmonthly_income_per_head: 846\nassets_within_limit: true\nrecognised_as: []\n"
        "members: [{relation: self, age: 40, disability: none}]\n",
        encoding="utf-8",
    )

    def said(day: str) -> str:
        return next(line for line in xianjie("check", str(path), "--as-of", day).out.splitlines() if line.startswith("农村最低生活保障 "))

    assert "正好在线上" in said("2026-01-05")
    assert "不低于 2025-07-01 起的农村最低生活保障标准 846" in said("2026-11-24")


def test_check_counts_the_days_from_acceptance(xianjie, household: str) -> None:
    done = xianjie("check", household, "--as-of", "2026-11-24", "--started", "2026-11-24", "--json").json
    plan = done["schedule"]["农村最低生活保障"]
    assert plan["last"]["due_on"] == "2027-01-06"
    assert plan["last"]["certain"] is False
    assert "国务院办公厅通知" in plan["notes"][0]
    assert set(done["schedule"]) == {p["id"] for p in done["programmes"]}
    told = xianjie("check", household, "--as-of", "2026-11-24", "--started", "2026-11-24").out
    assert "办理期限（按 2026-11-24 受理算" in told
    assert "schedule" not in xianjie("check", household, "--as-of", "2026-11-24", "--json").json
    fault = xianjie("check", household, "--started", "昨天")
    assert fault.code == 2
    assert "--started" in fault.err


def test_check_puts_two_files_side_by_side(xianjie, household: str, tmp_path: Path) -> None:
    other = tmp_path / "changed.yaml"
    other.write_text("area: 庄河市\nresidence: urban\n", encoding="utf-8")
    done = xianjie("check", household, "--as-of", "2025-08-01", "--what-if", str(other), "--json").json
    side = next(p for p in done["what_if"]["programmes"] if p["id"] == "农村最低生活保障")
    assert (side["before"]["verdict"], side["after"]["verdict"]) == ("eligible", "ineligible")
    assert done["programmes"] == xianjie("check", household, "--as-of", "2025-08-01", "--json").json["programmes"]
    told = xianjie("check", household, "--as-of", "2025-08-01", "--what-if", str(other)).out
    assert "那样的话" in told
    assert "如实申报" in told
    assert xianjie("check", household, "--what-if", str(tmp_path / "none.yaml")).code == 2


# -- search, corpus ----------------------------------------------------------------------------------------------


def test_search_prints_a_list(xianjie) -> None:
    found = xianjie("search", "农村危房改造", "-k", "3", "--json").json
    assert [hit["rank"] for hit in found] == [1, 2, 3]
    assert all(list(hit) == ["rank", "score", "document", "clause", "text", "in_force"] for hit in found)
    assert "危房改造" in xianjie("search", "农村危房改造", "-k", "3").out


def test_search_that_finds_nothing_is_an_empty_list(xianjie) -> None:
    assert xianjie("search", "♞♞♞", "--json").json == []
    assert "没有找到" in xianjie("search", "♞♞♞").out


def test_corpus_build_status_check(xianjie, data_dir: Path) -> None:
    assert xianjie("corpus", "status", "--json").json["index"] == "missing"
    assert xianjie("corpus", "build", "--json").json["built"] is True
    assert "已经是好的" in xianjie("corpus", "build").out
    assert xianjie("corpus", "status", "--json").json["index"] == "ready"
    assert xianjie("corpus", "status").code == 0
    assert xianjie("corpus", "check", "--json").json == []


def test_corpus_check_tells_a_fault_of_the_overlay(xianjie, data_dir: Path) -> None:
    folder = data_dir / "overlay" / "parameters" / "dibao"
    folder.mkdir(parents=True)
    (folder / "rural_line.yaml").write_text("name: [", encoding="utf-8")
    done = xianjie("corpus", "check")
    assert done.code == 2
    assert "overlay/parameters/dibao/rural_line.yaml" in done.out
    done = xianjie("search", "低保", "--json")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


# -- the agent's commands ----------------------------------------------------------------------------------------


def test_departments_prints_the_reply_object(xianjie) -> None:
    reply = xianjie("departments", "农村危房改造", "--json").json
    assert reply["status"] == "answered"
    assert {"listed", "lead"} <= {entry["role"] for entry in reply["departments"]}
    assert "23 个责任单位" in xianjie("departments", "农村危房改造").out


def test_ask_prints_the_reply_object(xianjie) -> None:
    reply = xianjie("ask", "农村危房改造归哪个部门管？", "--for", "干部", "--as-of", "2026-11-24", "--json").json
    assert set(reply) == {"status", "text", "as_of", "citations", "departments", "programmes", "question", "warnings", "facts"}
    assert reply["as_of"] == "2026-11-24"


def test_ask_reads_well(xianjie) -> None:
    done = xianjie("ask", "农村危房改造", "归哪个部门管？", "--area", "庄河")
    assert done.code == 0
    assert "**" not in done.out
    assert "依据" in done.out


def test_chat_answers_each_line_at_once(data_dir: Path) -> None:
    with start("chat", "--json") as process:
        assert process.stdin
        assert process.stdout
        for line in ("农村危房改造归哪个部门管？", "", "我家两口人，庄河的", "谢谢"):
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["as_of"]
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(30) == 0


def test_ctrl_c_is_quiet(data_dir: Path) -> None:
    with start("chat", "--json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b""


class Echo:
    """Stands in for the assistant: answers with what was said, and fails when told to."""

    settings = Settings(data=Path(), today=date(2026, 11, 24))

    def answer(self, conversation: Conversation, message: str) -> tuple[Conversation, Reply]:
        print("noise from a library")
        if message == "fail":
            raise ValueError("nobody foresaw this")
        return conversation, Reply(status="answered", text=f"<{message}>", as_of=date(2026, 11, 24))


@pytest.fixture
def chat(xianjie, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    monkeypatch.setattr(talk, "_open", lambda *_: (Echo(), Conversation()))

    def chatting(typed: bytes, *arguments: str) -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        return xianjie("chat", *arguments)

    return chatting


def test_one_line_in_one_line_out(chat) -> None:
    typed = "\ufeff一\r\n\n二\r三\n四\u2028五\n\xff\n六".encode().replace("\xff".encode(), b"\xff")
    done = chat(typed, "--json")
    assert [json.loads(line)["text"] for line in done.out.splitlines()] == ["<一>", "<>", "<二\r三>", "<四\u2028五>", "<\ufffd>", "<六>"]
    assert done.code == 0
    assert "noise" not in done.out


def test_a_fault_of_ours_still_gives_its_line(chat) -> None:
    done = chat(b"a\nfail\nb\n", "--json")
    replies = [json.loads(line) for line in done.out.splitlines()]
    assert [reply["text"][:3] for reply in replies] == ["<a>", talk.FAILED[:3], "<b>"]
    assert done.code == 0
    assert "XIANJIE_DEBUG=1" in done.err
    assert "Traceback" not in done.err


def test_plain_chat_has_its_commands(chat) -> None:
    done = chat("/帮助\n／已知\n/重来\n你好\n/退出\n不再\n".encode())
    assert done.code == 0
    assert "/重来" in done.out
    assert "还没有记下什么" in done.out
    assert "从头开始" in done.out
    assert "<你好>" in done.out
    assert "不再" not in done.out


# -- streams -----------------------------------------------------------------------------------------------------


def test_stdout_is_utf8_whatever_the_locale(household: str) -> None:
    env = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    with start("check", household, "--json", env=env) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert json.loads(out.decode())["area"] == "庄河市"


def test_a_reader_that_goes_away_is_no_fault(household: str) -> None:
    command = f"'{sys.executable}' -m ui.cli check '{household}' --trace | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_is_told_in_one_line(household: str) -> None:
    with open("/dev/full", "wb") as full, start("check", household, stdout=full) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert len(err.splitlines()) == 1


def test_closed_streams_do_not_matter(household: str) -> None:
    command = f"'{sys.executable}' -m ui.cli check '{household}' <&- >&- 2>&-"
    assert subprocess.run(["bash", "-c", command], check=False, timeout=60).returncode == 0
