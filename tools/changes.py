"""Typed changes to a household (改动): each applied to a copy, with what the change does to size and income told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError

from corpus.dated import Strict
from corpus.errors import HouseholdError
from corpus.facts import Household, Person, Range
from tools.fact_words import CHOICE_WORDS, fact_value_words
from tools.interview import about


class SetHousehold(Strict):
    """A fact of the household becomes something else; value None: it is not told any more."""

    kind: Literal["set_household"] = "set_household"
    key: str
    value: Any


class SetMember(Strict):
    """A fact of one member, by place in the list, becomes something else."""

    kind: Literal["set_member"] = "set_member"
    index: int
    key: str
    value: Any


class AddMember(Strict):
    """Somebody comes to live with the household; ``newcomer`` False: somebody already counted is named for the first time."""

    kind: Literal["add_member"] = "add_member"
    person: Person = Person()
    label: str | None = Field(None, description="how they are called, e.g. 爸")
    newcomer: bool = True


class RemoveMember(Strict):
    """A member leaves."""

    kind: Literal["remove_member"] = "remove_member"
    index: int
    why: Literal["moved_out", "died"] | None = None


class Earn(Strict):
    """So much more (or less) a month than now; ``index`` None: the household as a whole."""

    kind: Literal["earn"] = "earn"
    amount: Decimal
    index: int | None = None


Model = TypeVar("Model", Person, Household)

Change = Annotated[SetHousehold | SetMember | AddMember | RemoveMember | Earn, Field(discriminator="kind")]


class Changed(Strict):
    """The changed copy.

    Attributes:
        kept: for each member of the copy the place they had before; None: a newcomer.
        notes: what was assumed, and what is not known any more.
    """

    household: Household
    kept: tuple[int | None, ...] = ()
    notes: tuple[str, ...] = ()


MOST = 30
"""Members of one household; as ``size`` allows."""

EARNS_FROM = 16
"""Below this age nobody is asked what they earn (未满 16 周岁不得被招用)."""

_ORDER = ("add_member", "remove_member", "set_member", "earn", "set_household")


def apply(household: Household, changes: Iterable[Change], *, complete: bool = True) -> Changed:
    """A changed copy of a household; the household itself stays as it is.

    People come and go first, then facts are set, those of the household last: a total told with a change stands.
    Size follows the people. The household's monthly income takes in what a newcomer earns and loses what a leaver
    was said to earn; where neither was told, the notes say what was assumed or is open.

    Args:
        household: as told.
        changes: in any order; indexes are places in the list before all changes.
        complete: whether a given member list is the whole household.

    Raises:
        HouseholdError: a change that cannot be, with how to mend it.
    """
    draft = _Draft.of(household, complete)
    ordered = sorted(changes, key=lambda change: _ORDER.index(change.kind))
    for change in ordered:
        draft.apply(change)
    return draft.finish()


@dataclass
class _Draft:
    """A household while it is being changed."""

    house: dict[str, Any]
    members: list[Person] | None
    kept: list[int | None]
    complete: bool
    notes: dict[str, None] = field(default_factory=dict)
    people_changed: bool = False

    @classmethod
    def of(cls, household: Household, complete: bool) -> _Draft:
        house = {key: value for key in Household.model_fields if key != "members" and (value := getattr(household, key)) is not None}
        members = None if household.members is None else list(household.members)
        return cls(house, members, list(range(len(members or ()))), complete)

    def apply(self, change: Change) -> None:
        match change:
            case AddMember():
                self._add(change)
            case RemoveMember(index=index):
                self._remove(index)
            case SetMember(index=index, key=key, value=value):
                self._set_member(index, key, value)
            case Earn(amount=amount, index=index):
                self._earn(amount, index)
            case SetHousehold(key=key, value=value):
                self._set(key, value)

    # -- people --------------------------------------------------------------------------------------------------

    def _add(self, change: AddMember) -> None:
        who = change.label or _relation(change.person)
        if change.person.relation == "self" and any(m.relation == "self" for m in self.members or ()):
            raise HouseholdError("本人只有一位", where="members", mend="新来的人写 spouse、child、parent 或 other")
        self._begin_list()
        whole = self._whole()
        newcomer = change.newcomer or self._list_full()
        if newcomer:
            self._counted(1)
        if self.members is None:
            self.note("家里有谁没有说，新来的人只算进人数")
        else:
            if len(self.members) >= MOST:
                raise HouseholdError(f"一户最多 {MOST} 人", where="members", mend="人数核对一下")
            self.members.append(change.person)
            self.kept.append(None)
        if not newcomer:
            return
        income = change.person.monthly_income
        if income is None and whole is not None and (change.person.age is None or change.person.age >= EARNS_FROM):
            self.note(f"没有说{who}有没有收入，全家收入先按不变算")
        self._whole_becomes(whole if income is None else _plus(whole, income))

    def _remove(self, index: int) -> None:
        place = self._place(index)
        assert self.members is not None
        leaver = self.members[place]
        if len(self.members) == 1 and (self._size() or 1) <= 1:
            raise HouseholdError("家里只有这一位，去掉就没有人了", where="members", mend="至少留一位")
        whole, income = self._whole(), leaver.monthly_income
        del self.members[place], self.kept[place]
        self._counted(-1)
        if income is not None and whole is not None:
            self._whole_becomes(_minus(whole, income))
        elif whole is not None and _high(whole) > 0 and (leaver.age is None or leaver.age >= EARNS_FROM):
            self._whole_becomes(None)
            self.note(f"{_relation(leaver)}的收入占多少没有说，走后全家还有多少收入就不知道了")
        else:
            self._whole_becomes(whole)

    def _counted(self, by: int) -> None:
        """The size told follows the people; a size nobody told stays so."""
        self.people_changed = True
        for key in ("size", "household_size"):
            if key in self.house:
                self.house[key] += by
        if self.house.get("size", 1) < 1 or self.house.get("household_size", 1) < 1:
            raise HouseholdError("人数减到没有了", where="size", mend="至少留一位")

    # -- facts ---------------------------------------------------------------------------------------------------

    def _set_member(self, index: int, key: str, value: Any) -> None:
        place = self._place(index)
        assert self.members is not None
        person = self.members[place]
        if key not in Person.model_fields:
            raise _no_such(key, Person.model_fields)
        if key == "monthly_income":
            self._earns(person, _money(value))
        told = _told(person)
        if key == "disability" and isinstance(value, Mapping) and told.get(key) is not None and value.get("grade") != 0:
            known = {k: v for k, v in told[key].model_dump().items() if v is not None}
            value = {**known, **value} if known.get("grade") != 0 else value
        if key == "recognised_as" and value:
            value = tuple(dict.fromkeys((*(told.get(key) or ()), *value)))
            told["not_recognised_as"] = tuple(s for s in told.get("not_recognised_as", ()) if s not in value) or None
        if key == "age":
            told.pop("born", None)
        told[key] = value
        self.members[place] = _valid(Person, told)

    def _earns(self, person: Person, income: Decimal | Range | None) -> None:
        """Somebody's own income becomes another: the household's moves by as much, or by what may lie between."""
        whole, earlier = self._whole(), person.monthly_income
        if whole is None or income is None:
            self._whole_becomes(None)
        elif earlier is not None:
            self._whole_becomes(_plus(_minus(whole, earlier), income))
        else:
            self._whole_becomes(_plus(Range(low=Decimal(0), high=_high(whole)), income))
            self.note(f"原来的全家收入里{_relation(person)}占多少没有说，全家收入按最少到最多一段来算")

    def _earn(self, amount: Decimal, index: int | None) -> None:
        whole = self._whole()
        if index is not None:
            place = self._place(index)
            assert self.members is not None
            person = self.members[place]
            if person.monthly_income is not None:
                own = _plus(person.monthly_income, amount) if amount >= 0 else _minus(person.monthly_income, -amount)
                self.members[place] = _valid(Person, {**_told(person), "monthly_income": own})
        if whole is not None:
            more = "多" if amount >= 0 else "少"
            self.note(f"在现在说的全家收入上每月{more}算 {fact_value_words('monthly_income', abs(amount)).split('/')[0]}")
            self._whole_becomes(_plus(whole, amount) if amount >= 0 else _minus(whole, -amount))
        else:
            self._whole_becomes(None)
            self.note("现在全家一个月收入多少没有说，多了少了也算不出来")

    def _set(self, key: str, value: Any) -> None:
        if key not in Household.model_fields or key == "members":
            raise _no_such(key, [k for k in Household.model_fields if k != "members"])
        if key in ("size", "household_size") and value is not None:
            self._set_size(value)
            return
        if key == "monthly_income":
            self._whole_becomes(_money(value))
            return
        if key == "monthly_income_per_head":
            self._whole_becomes(None)
        if key == "area":
            self.house.pop("hukou_area", None)
        if key == "recognised_as" and value:
            value = tuple(dict.fromkeys((*self.house.get(key, ()), *value)))
            denied = tuple(s for s in self.house.get("not_recognised_as", ()) if s not in value)
            self.house |= {"not_recognised_as": denied or None}
        self.house[key] = value

    def _set_size(self, value: Any) -> None:
        whole, before = self._whole(), self._size()
        named = sum(1 for member in self.members or () if member.absent is None)
        if isinstance(value, int) and named > value:
            raise HouseholdError(f"家里列了 {named} 位，改不成 {value} 口人", where="size", mend="说清楚是哪一位不在一起住了")
        if isinstance(value, int) and self.complete and self.members is not None and named < value:
            self.note(f"人数按 {value} 口算，成员只列了 {named} 位；按人看的项目只看列出的")
        if not self.people_changed and before is not None and before != value:
            self._whole_becomes(whole)
        self.people_changed = True
        self.house.pop("household_size", None)
        self.house["size"] = value

    # -- income --------------------------------------------------------------------------------------------------

    def _size(self) -> int | None:
        size: int | None = self.house.get("household_size") or self.house.get("size")
        if size is None and self.complete and self.members is not None:
            size = sum(1 for member in self.members if member.absent is None) or None
        return size

    def _whole(self) -> Decimal | Range | None:
        """The household's monthly income, told or from the income per head of a household whose size is known."""
        whole: Decimal | Range | None = self.house.get("monthly_income")
        per_head: Decimal | Range | None = self.house.get("monthly_income_per_head")
        size = self._size()
        if whole is None and per_head is not None and size is not None:
            return Range(low=per_head.low * size, high=per_head.high * size) if isinstance(per_head, Range) else per_head * size
        return whole

    def _whole_becomes(self, whole: Decimal | Range | None) -> None:
        """From now on income is told for the whole household, or not at all."""
        told = self.house.pop("monthly_income_per_head", None)
        if whole is None and told is not None and self._size() is None:
            self.note("人均月收入是几口人平均的没有说，变了以后就不知道了")
        if self.house.pop("annual_net_income_per_head", None) is not None:
            self.note("人均年纯收入说的是原来的情况，变了以后要另算")
        self.house["monthly_income"] = whole

    # -- the copy ------------------------------------------------------------------------------------------------

    def note(self, text: str) -> None:
        """Keep something to be said with the result."""
        self.notes[text] = None

    def _list_full(self) -> bool:
        """Whether everybody counted is named, so that one more is a newcomer whatever was said."""
        size, named = self._size(), sum(1 for member in self.members or () if member.absent is None)
        return self.members is not None and size is not None and named >= size

    def _begin_list(self) -> None:
        """A conversation speaks of the one asking before anybody else is named."""
        if self.members is None and not self.complete:
            self.members, self.kept = [Person(relation="self")], [0]

    def _place(self, index: int) -> int:
        if index == 0:
            self._begin_list()
        if index not in self.kept:
            known = "、".join(str(i) for i in self.kept if i is not None)
            raise HouseholdError(
                f"没有第 {index + 1} 位成员", where=f"members[{index}]", mend=f"成员从 0 数，现有 {known}" if known else "家里有谁还没有说"
            )
        return self.kept.index(index)

    def finish(self) -> Changed:
        """The copy, checked as a whole."""
        told = {**self.house, "members": None if self.members is None else tuple(self.members)}
        return Changed(household=_valid(Household, told), kept=tuple(self.kept), notes=tuple(self.notes))


def _told(person: Person) -> dict[str, Any]:
    return {key: value for key in Person.model_fields if (value := getattr(person, key)) is not None}


def _valid(model: type[Model], told: Mapping[str, Any]) -> Model:
    try:
        return model.model_validate({key: value for key, value in told.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][:2] if isinstance(part, str | int))
        raise HouseholdError(f"{_term(place)}不像是真的：{first['input']}", where=place or "household", mend="换一个合理的值") from None


def _term(place: str) -> str:
    key = place.split(".")[0]
    for scope in (key, f"members[0].{key}"):
        try:
            return about(scope).term
        except KeyError:
            continue
    return key or "这项"


def _no_such(key: str, known: Iterable[str]) -> HouseholdError:
    close = get_close_matches(key, list(known), n=3)
    return HouseholdError(f"没有 {key} 这一项", where=key, mend=f"是不是 {'、'.join(close)}？" if close else "键名见 docs/contract.md")


def _money(value: Any) -> Decimal | Range | None:
    return _valid(Person, {"monthly_income": value}).monthly_income


def _ends(value: Decimal | Range) -> tuple[Decimal, Decimal]:
    return (value.low, value.high) if isinstance(value, Range) else (value, value)


def _high(value: Decimal | Range) -> Decimal:
    return _ends(value)[1]


def _span(low: Decimal, high: Decimal) -> Decimal | Range:
    low, high = max(low, Decimal(0)), max(high, Decimal(0))
    return low if low == high else Range(low=low, high=high)


def _plus(one: Decimal | Range | None, other: Decimal | Range) -> Decimal | Range | None:
    if one is None:
        return None
    (low, high), (more, most) = _ends(one), _ends(other)
    return _span(low + more, high + most)


def _minus(one: Decimal | Range, other: Decimal | Range) -> Decimal | Range:
    (low, high), (less, most) = _ends(one), _ends(other)
    return _span(low - most, high - less)


def _relation(person: Person) -> str:
    return CHOICE_WORDS.get(person.relation or "", "这位家人")


# -- in words ----------------------------------------------------------------------------------------------------


def change_words(change: Change, household: Household, names: Mapping[int, str] | None = None) -> str:
    """One change in plain Chinese.

    Args:
        change: the change.
        household: the household before it.
        names: what the members are called, by place in the list.
    """
    members = household.members or ()

    def who(index: int) -> str:
        if names and names.get(index):
            return names[index]
        return _relation(members[index]) if index < len(members) else f"第 {index + 1} 位成员"

    match change:
        case SetHousehold(key=key, value=value):
            return f"{_term(key)}改为{_value(key, value)}"
        case SetMember(index=index, key=key, value=value):
            term = about(f"members[0].{key}").term.removeprefix("本人")
            quoted = f"“{term}”" if isinstance(value, bool) else f"的{term}"
            return f"{who(index)}{quoted}改为{_value(f'members[0].{key}', value)}"
        case AddMember(person=person, label=label, newcomer=newcomer):
            told = [(f"members[0].{key}", value) for key, value in _told(person).items() if key != "relation"]
            facts = [f"{about(path).term.removeprefix('本人')}{_value(path, value)}" for path, value in told]
            name = label or (CHOICE_WORDS["other"] if person.relation is None else _relation(person))
            return f"{name}{'来一起生活' if newcomer else '也算上'}{'（' + '，'.join(facts) + '）' if facts else ''}"
        case RemoveMember(index=index, why=why):
            return f"{who(index)}{'不在了' if why == 'died' else '搬出去单过' if why == 'moved_out' else '不再一起生活'}"
        case Earn(amount=amount, index=index):
            more = "多" if amount >= 0 else "少"
            return f"{who(index) if index is not None else '全家'}每月{more}收入 {fact_value_words('monthly_income', abs(amount)).split('/')[0]}"


def _value(path: str, value: Any) -> str:
    if value is None:
        return "没说"
    if isinstance(value, Mapping) and set(value) == {"grade"}:
        path, value = f"{path}.grade", value["grade"]
    words = fact_value_words(path, value)
    return f" {words}" if words[:1].isdigit() else words
