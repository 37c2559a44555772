"""Laws of the next question, over drawn households with random gaps."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from evals.households import draw
from evals.interview import Interview, interview, ours
from tools.eligibility import Judgement, check_household
from tools.interview import about, next_fact

CORPUS: Corpus = load()
DAYS = st.sampled_from([date(2021, 12, 1), date(2025, 8, 1), date(2026, 11, 24)])
SEEDS = st.integers(0, 10_000)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _told(seed: int, share: float) -> Household:
    """A drawn household with gaps."""
    import random

    source, whole = random.Random(seed), draw(1, seed, CORPUS)[0].truth
    told: dict[str, Any] = {key: value for key, value in whole.items() if key != "members" and source.random() < share}
    if source.random() < 0.8:
        told["members"] = [{k: v for k, v in person.items() if k == "relation" or source.random() < share} for person in whole["members"]]
    return Household.model_validate(told)


def _missing(judgements: tuple[Judgement, ...]) -> set[str]:
    return {path for judgement in judgements for path in judgement.result.missing}


@few
@given(SEEDS, st.sampled_from([0.0, 0.3, 0.6, 0.9]), DAYS, st.booleans(), st.data())
def test_it_asks_while_something_can_change_and_never_what_is_not_known(
    seed: int, share: float, day: date, complete: bool, data: st.DataObject
) -> None:
    """None exactly when all that is missing is not known; painful only when nothing else is left; the same every time."""
    judgements = check_household(_told(seed, share), day, corpus=CORPUS, complete=complete)
    missing = _missing(judgements)
    unknown = frozenset(data.draw(st.sets(st.sampled_from(sorted(missing))))) if missing else frozenset[str]()
    first = frozenset(data.draw(st.sets(st.sampled_from(sorted(CORPUS.programmes)), max_size=2)))
    found = next_fact(judgements, unknown=unknown, first=first)
    assert (found is None) == (not missing - unknown)
    assert found == next_fact(judgements, unknown=unknown, first=first)
    if found is None:
        return
    assert found.path in missing - unknown
    usual = [j for j in judgements if (not j.aside or j.result.id in first) and not unknown.issuperset(j.result.missing)]
    assert set(found.settles) == {j.result.id for j in usual or judgements if found.path in j.result.missing}
    if about(found.path).painful:
        assert all(about(path).painful for path in _missing(usual or judgements) - unknown)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS, DAYS)
def test_truthful_answers_come_to_an_end(seed: int, day: date) -> None:
    """No question twice, and at the end nothing that is known can change anything: judged as a whole it is the same."""
    respondent = draw(1, seed, CORPUS)[0]
    asked = interview(respondent, ours, day, CORPUS)
    assert len(asked) == len(set(asked))
    state = Interview(respondent, day, CORPUS).begin()
    for path in asked:
        state.answer(path)
    judgements = check_household(Household.model_validate(state.told), day, corpus=CORPUS, complete=False)
    assert [j.result for j in judgements] == [j.result for j in state.judgements()]
    assert _missing(judgements) <= state.unknown
