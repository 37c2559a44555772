"""What an official reads of one household: figures by their names, contradictions in front, short unless asked for all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ui import cli

Said = Callable[..., str]
BEYOND = """\
area: 庄河市
residence: rural
size: 2
monthly_income: {income}
assets_within_limit: true
recognised_as: []
members:
  - {{relation: self, age: 63, disability: none}}
  - {{relation: spouse, age: 45, disability: none}}
"""


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Write a household file and check it; gives what is printed."""

    def checking(text: str, *arguments: str, day: str = "2026-11-24") -> str:
        path = tmp_path / "h.yaml"
        path.write_text(text, encoding="utf-8")
        assert cli.run(["check", str(path), "--as-of", day, *arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return checking


def row(text: str, programme: str) -> str:
    """The line of the table a programme stands on."""
    return next(line for line in text.splitlines() if line.startswith(f"{programme} "))


# -- figures -----------------------------------------------------------------------------------------------------


def test_a_multiple_of_a_figure_is_not_called_the_figure(check: Said) -> None:
    said = row(check(BEYOND.format(income=2540), "--trace"), "最低生活保障边缘家庭认定")
    assert "不低于 2025-07-01 起的农村最低生活保障标准 846 的 1.5 倍 1269 元/人/月" in said


def test_far_above_the_last_figure_is_open_and_says_how_far(check: Said) -> None:
    """Ruling 1: at or above the last figure is never ineligible; an official is told how far above it is."""
    said = check(BEYOND.format(income=60000), "--trace")
    for programme, words in (("农村最低生活保障", "35 倍多"), ("最低生活保障边缘家庭认定", "23 倍多"), ("特困人员救助供养", "35 倍多")):
        line = row(said, programme)
        assert "还定不了" in line
        assert "远高于 2025-07-01 起的农村最低生活保障标准 846" in line
        assert words in line
        assert "新数没有查到，请向乡镇（街道）核实" in line


# -- contradictions ----------------------------------------------------------------------------------------------


def test_what_contradicts_itself_stands_in_front_and_decides_nothing(check: Said, tmp_path: Path) -> None:
    text = """\
area: 庄河市
residence: rural
size: 3
monthly_income: 1660
monthly_income_per_head: 2000
recognised_as: [低保, 低保边缘]
members:
  - {relation: self, age: 66}
  - {relation: child, age: 5, education_stage: undergraduate}
  - {relation: spouse, age: 60}
"""
    said = check(text)
    front = said[: said.index("对照结果")]
    for words in ("人均月收入 2000", "全家月收入 1660", "低保和低保边缘", "5 岁", "大学"):
        assert words in front
    found = json.loads(check(text, "--json"))
    assert not [p["id"] for p in found["programmes"] if p["verdict"] == "eligible"]
    assert any("对不上" in warning for warning in found["warnings"])
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    assert "改动后的文件：人均月收入 2000" in check(BEYOND.format(income=2540), "--what-if", str(tmp_path / "other.yaml"))
