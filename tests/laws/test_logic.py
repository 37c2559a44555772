"""Kleene's laws: what three-valued logic has to keep, whatever the values."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.rules.logic import Truth, all_of, any_of, count_reaches, negate

TRUTHS: tuple[Truth, ...] = (True, False, None)
truths = st.lists(st.sampled_from(TRUTHS), max_size=8)


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, TRUTHS)))
def test_de_morgan(a: Truth, b: Truth) -> None:
    """not (a and b) is (not a) or (not b)."""
    assert negate(all_of([a, b])) is any_of([negate(a), negate(b)])
    assert negate(any_of([a, b])) is all_of([negate(a), negate(b)])


@pytest.mark.parametrize(("a", "b", "c"), list(product(TRUTHS, TRUTHS, TRUTHS)))
def test_order_and_grouping_do_not_matter(a: Truth, b: Truth, c: Truth) -> None:
    """and, or are commutative and associative, and distribute over each other."""
    assert all_of([a, b, c]) is all_of([all_of([c, b]), a])
    assert any_of([a, b, c]) is any_of([any_of([c, b]), a])
    assert all_of([a, any_of([b, c])]) is any_of([all_of([a, b]), all_of([a, c])])


@given(truths)
def test_empty_and_open(values: list[Truth]) -> None:
    """One False settles all_of, one True settles any_of; an open value keeps only what it could change."""
    assert all_of(values) is (False if False in values else None if None in values else True)
    assert any_of(values) is (True if True in values else None if None in values else False)


@given(truths, st.data())
def test_filling_an_open_value_never_flips_a_decided_one(values: list[Truth], data: st.DataObject) -> None:
    """Monotone: what is decided with open values stays so however they are filled."""
    filled = [data.draw(st.booleans()) if value is None else value for value in values]
    for combine in (all_of, any_of):
        before = combine(values)
        if before is not None:
            assert combine(filled) is before


@given(st.integers(0, 5), st.integers(0, 5), st.booleans(), st.sampled_from(["at_least", "at_most", "equal_to"]), st.integers(0, 6))
def test_counting_is_what_all_completions_agree_on(trues: int, opens: int, complete: bool, op: str, wanted: int) -> None:
    """The count is decided only if every completion decides it the same way."""
    compare = {"at_least": int.__ge__, "at_most": int.__le__, "equal_to": int.__eq__}[op]
    top = trues + opens if complete else trues + opens + 20
    outcomes = {compare(n, wanted) for n in range(trues, top + 1)}
    said = count_reaches(trues, opens, complete, op, wanted)
    if said is not None:
        assert outcomes == {said}
    if complete and len(outcomes) == 1:
        assert said is not None
