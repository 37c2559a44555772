from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.masking import CARD, IDENTITY, PHONE, mask

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
GAPS = st.sampled_from(["", " ", "-", "　", "－"])


@st.composite
def identities(draw: st.DrawFn) -> str:
    """A well-formed identity number, plain, spaced, dashed or full-width."""
    place = draw(st.sampled_from(["210281", "210283", "210224", "110101", "230102"]))
    day = draw(st.dates()).strftime("%m%d")
    body = f"{place}{draw(st.integers(1900, 2025))}{day}{draw(st.integers(0, 999)):03d}"
    number = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
    gap = draw(GAPS)
    spaced = gap.join((number[:6], number[6:14], number[14:]))
    return "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in spaced) if draw(st.booleans()) else spaced


@given(identities(), st.text(alphabet="我的号是身份证户口本，。 ：abc", max_size=8), st.text(alphabet="我要问低保，。 ", max_size=8))
def test_identity_numbers_are_always_masked(number: str, before: str, after: str) -> None:
    masked = mask(f"{before if not before[-1:].isalnum() or not before[-1:].isascii() else before + '：'}{number}{after}")
    assert IDENTITY in masked.kinds
    assert number not in masked.text
    assert not any(c.isdigit() for c in masked.text)


@given(st.text(alphabet="0123456789０１xX -我身份证号卡．，", max_size=80))
@settings(max_examples=300)
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


@pytest.mark.parametrize(
    "text",
    [
        "打12345问问",
        "市里热线0411-84342110",
        "一年收入42000元，存款150000",
        "大委农发〔2021〕3号二(一)2",
        "2022-08-01和2025-07-01的标准",
        "社会救助法第19条、第37条",
        "人均6600、7260、7920元",
        "96567 12356 110 119 120",
        "100000000000元",
        "近12个月花了 30000 20000 15000 元",
    ],
)
def test_public_numbers_and_amounts_stay(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话13804112233", PHONE),
        ("打 138 0411 2233 找我", PHONE),
        ("138-0411-2233", PHONE),
        ("+86 13804112233", PHONE),
        ("手机１３８０４１１２２３３", PHONE),
        ("卡号6222 0212 3456 7890 128", CARD),
        ("卡4111111111111111", CARD),
        ("老身份证210219570614301", IDENTITY),
        ("身份证 210203195706143019 有误的也遮", IDENTITY),
    ],
)
def test_personal_numbers_go(text: str, kind: str) -> None:
    masked = mask(text)
    assert masked.kinds == (kind,)
    assert f"[{kind}]" in masked.text


def test_two_numbers_in_one_line() -> None:
    masked = mask("13804112233 6222021234567890128")
    assert set(masked.kinds) == {PHONE, CARD}
