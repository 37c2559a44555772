"""What if (如果……): the rules held against a household and against a changed copy of it, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pydantic import ConfigDict, Field

from corpus.corpus import Corpus
from corpus.dated import Strict
from corpus.facts import Household
from tools.changes import AddMember, Change, RemoveMember, SetHousehold, SetMember, apply, change_words
from tools.eligibility import Judgement, ProgrammeResult, Verdict, check_household

HONEST = "这是假设的对照，申请时按实际情况如实申报。"
"""Said with every result: it says what would be, never what to do."""

COMPARED = ("verdict", "amount", "because", "missing", "members", "unknown_figures")


class MemberTurn(Strict):
    """A member whose own verdict the change turns; ``before`` None: a newcomer. ``index``: place in the changed list."""

    index: int
    before: Verdict | None
    after: Verdict


class SideBySide(Strict):
    """One programme now and with the change.

    Attributes:
        differs: the fields of the result that are not the same.
        turned: of a programme judged per person the members whose verdict changes, and newcomers who may meet it.
    """

    id: str
    before: ProgrammeResult
    after: ProgrammeResult
    differs: tuple[str, ...] = ()
    turned: tuple[MemberTurn, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether what the household or one of its members may get changes, not only what the verdict rests on."""
        return "verdict" in self.differs or "amount" in self.differs or bool(self.turned)


class WhatIf(Strict):
    """A household now and with the change, programme by programme.

    Attributes:
        changes: what was changed, in words.
        notes: what was assumed about size and income, and what is not known any more.
        kept: for each member with the change the place they have now; None: a newcomer.
        judgements_before, judgements_after: what explains the results.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    as_of: date
    changes: tuple[str, ...]
    notes: tuple[str, ...] = ()
    honest: str = HONEST
    programmes: tuple[SideBySide, ...]
    kept: tuple[int | None, ...] = ()
    judgements_before: tuple[Judgement, ...] = Field((), exclude=True)
    judgements_after: tuple[Judgement, ...] = Field((), exclude=True)

    @property
    def different(self) -> tuple[SideBySide, ...]:
        """The programmes under which something changes."""
        return tuple(p for p in self.programmes if p.changes)


def compare(
    household: Household,
    changes: Iterable[Change],
    as_of: date,
    *,
    corpus: Corpus,
    complete: bool = True,
    names: Mapping[int, str] | None = None,
) -> WhatIf:
    """Judge a household and a changed copy of it.

    It tells results and nothing else: no change is looked for, ranked or suggested.

    Args:
        household: what has been told; it is not changed.
        changes: typed changes, see tools.changes.
        as_of: the day whose law applies.
        corpus: the registers.
        complete: whether a given member list is the whole household.
        names: what the members are called, by place in the list.

    Raises:
        HouseholdError: a change that cannot be.
        UnknownNameError: an area nobody registered.
    """
    edits = tuple(changes)
    changed = apply(household, edits, complete=complete)
    words = tuple(change_words(change, household, names) for change in edits)
    return side_by_side(
        household, changed.household, as_of, corpus=corpus, complete=complete, words=words, notes=changed.notes, kept=changed.kept
    )


def side_by_side(
    before: Household,
    after: Household,
    as_of: date,
    *,
    corpus: Corpus,
    complete: bool = True,
    words: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    kept: tuple[int | None, ...] = (),
) -> WhatIf:
    """Judge two households and mark what differs; for a changed copy written by hand as well as for typed changes."""
    then = {j.result.id: j for j in check_household(before, as_of, corpus=corpus, complete=complete)}
    now = {j.result.id: j for j in check_household(after, as_of, corpus=corpus, complete=complete)}
    pairs = tuple(
        SideBySide(
            id=name,
            before=then[name].result,
            after=now[name].result,
            differs=_differs(then[name].result, now[name].result),
            turned=tuple(_turned(then[name].result, now[name].result, kept)),
        )
        for name in then
    )
    return WhatIf(
        as_of=as_of,
        changes=words,
        notes=notes,
        programmes=pairs,
        kept=kept,
        judgements_before=tuple(then.values()),
        judgements_after=tuple(now.values()),
    )


def _differs(before: ProgrammeResult, after: ProgrammeResult) -> tuple[str, ...]:
    return tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))


def _turned(before: ProgrammeResult, after: ProgrammeResult, kept: tuple[int | None, ...]) -> Iterator[MemberTurn]:
    """Members whose verdict is another one now; without ``kept`` the places in both lists are the same."""
    verdicts = {member.index: member.verdict for member in before.members}
    for member in after.members:
        place = kept[member.index] if member.index < len(kept) else (None if kept else member.index)
        was = verdicts.get(place) if place is not None else None
        if was is not member.verdict and (was is not None or member.verdict is Verdict.ELIGIBLE):
            yield MemberTurn(index=member.index, before=was, after=member.verdict)


def differences(before: Household, after: Household) -> tuple[Change, ...]:
    """The changes that tell two households apart, for reading out; members are held against each other place by place."""
    found: list[Change] = []
    for key in Household.model_fields:
        one, other = getattr(before, key), getattr(after, key)
        if key != "members" and one != other:
            found.append(SetHousehold(key=key, value=other))
    old, new = before.members or (), after.members or ()
    found += [RemoveMember(index=index) for index in range(len(new), len(old))]
    found += [AddMember(person=person) for person in new[len(old) :]]
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        for key in type(one).model_fields:
            if getattr(one, key) != getattr(other, key):
                found.append(SetMember(index=index, key=key, value=getattr(other, key)))
    return tuple(found)
