"""Numbers said in words count as said."""

from __future__ import annotations

import pytest

from evals.figures import spoken_numbers


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("一个月三千四", [3400]),
        ("一年一万五", [15000]),
        ("每月两百二", [220]),
        ("十二万三千", [123000]),
        ("一万零五百", [10500]),
        ("两千零五十", [2050]),
        ("三百零五", [305]),
        ("二十来岁", [20]),
        ("十五", [15]),
        ("八十", [80]),
        ("没有数", []),
    ],
)
def test_what_is_said_in_words(said: str, found: list[float]) -> None:
    assert spoken_numbers(said) == found
