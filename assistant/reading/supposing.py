"""What a message supposes: 如果我爸搬来一起住, 要是残疾证评上二级, 假如多挣五百 -> typed changes; nothing of it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from assistant.reading.model import Doubt
from assistant.reading.patterns import any_of, matches
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene
from assistant.reading.told import Told
from corpus.facts import Person as Member
from tools.changes import AddMember, Change, Earn, RemoveMember, SetHousehold, SetMember

_REACH = 24
"""Characters after a word for somebody in which it is said what becomes of them."""

_MOST_UNNAMED = 10
"""People nobody named who come at once; more is a slip."""


_TOGETHER = re.compile(r"[他她]?(?:带|领|抱|和|跟|与|同|还有|、|加上)着?(?:[他她我俺]的?)?(?:一个|两个|俩|个)?")
"""Between two people who do the same: 闺女带着外孙."""


@dataclass
class Supposed:
    """Who comes and goes in a message that supposes something, found before the people have indexes."""

    joining: list[Person] = field(default_factory=list)
    leaving: list[tuple[Person, str]] = field(default_factory=list)
    others: list[Change] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    counted: tuple[int, int] = (0, 0)


def supposes(scene: Scene) -> bool:
    """Whether the message supposes something."""
    return matches(scene.lexicon.intents.hypothetical, scene.text)


def free_to_change(cast: Cast) -> None:
    """儿子要是去城里打工: of a member known what is supposed is heard, wherever they would be."""
    for person in cast.people:
        person.barred = person.barred and not person.known


def find_supposed(scene: Scene, cast: Cast) -> Supposed:
    """Who comes, who goes, and what else changes that no fact tells; those who come become members."""
    words, text, found = scene.lexicon.what_if, scene.text, Supposed()
    for mention, after in _mentions(scene, cast):
        people = [person for person in mention if not person.is_self]
        gone = "died" if matches(words.died, after) else "moved_out" if matches(words.moved_out, after) else None
        if gone:
            found.leaving += [(person, gone) for person in people if person.known]
            found.doubts += [Doubt(said=p.label, question=words.uncounted.format(said=p.label)) for p in people if not p.known]
        elif matches(words.joins, after):
            found.joining += [person for person in people if not person.known]
            found.doubts += [Doubt(said=p.label, question=words.counted.format(said=p.label)) for p in people if p.known]
    for person in found.joining:
        person.member, person.barred = True, False
    if born := any_of(words.child).search(text):
        relation, label = ("other", "孙辈") if "孙" in born.group() else ("child", "孩子")
        if not any(person.is_young for person in found.joining):
            found.others.append(AddMember(person=Member(relation=relation, age=0), label=label))
    elif (more := any_of(words.one_more).search(text)) and not found.joining:
        number = next((n.whole for n in scene.numbers if more.start() <= n.start < more.end()), 1) or 1
        found.others += [AddMember(person=Member(relation="other"), label="一口人")] * min(number, _MOST_UNNAMED)
        found.counted = (more.start(), more.end())
    if not found.leaving and (elder := any_of(words.elders).search(text)):
        _leaves(scene, cast, elder, found)
    found.others += _registration(scene)
    found.others += _granted(scene, cast)
    return found


def _mentions(scene: Scene, cast: Cast) -> Iterator[tuple[tuple[Person, ...], str]]:
    """Everybody named, with the words after them up to the next one named."""
    named = [mention for mention in cast.mentions if mention.people and not all(person.is_self for person in mention.people)]
    for mention in named:
        later = next(
            (m.start for m in named if m.start >= mention.end and not _TOGETHER.fullmatch(scene.text[mention.end : m.start])), None
        )
        later = len(scene.text) if later is None else later
        end = min(later, scene.layout.sentence(mention.start)[1], mention.end + _REACH)
        yield mention.people, scene.text[mention.end : end]


def _leaves(scene: Scene, cast: Cast, said: re.Match[str], found: Supposed) -> None:
    """要是老人走了: the one parent of the household, or whoever else it may be is asked back."""
    known = [person for person in cast.people if person.known and person.kin.relation == "parent"]
    if len(known) == 1:
        died = matches(scene.lexicon.what_if.died, scene.text[said.end() :])
        found.leaving.append((known[0], "died" if died else "moved_out"))
    else:
        question = scene.lexicon.what_if.whose.format(said=said.group())
        found.doubts.append(Doubt(said=said.group(), question=question))


def _registration(scene: Scene) -> Iterator[Change]:
    """户口迁到…: another area; to town or back to the country."""
    words, text = scene.lexicon.what_if, scene.text
    for hit in scene.named.areas:
        before = text[max(0, hit.start - 14) : hit.start]
        if any_of(words.moves).search(before) and hit.targets[0] in scene.corpus.areas:
            yield SetHousehold(key="area", value=hit.targets[0])
            break
    if any_of(words.urban).search(text):
        yield SetHousehold(key="residence", value="urban")
    elif any_of(words.rural).search(text):
        yield SetHousehold(key="residence", value="rural")


def _granted(scene: Scene, cast: Cast) -> Iterator[Change]:
    """如果批下低保了: a status the household, or whoever is spoken of, would have."""
    words, text = scene.lexicon.what_if, scene.text
    for hit in scene.named.statuses:
        status = scene.corpus.recognitions.get(hit.targets[0])
        before, after = text[max(0, hit.start - 6) : hit.start], text[hit.end : hit.end + 8]
        if status is None or not (any_of(words.granted).search(before) or any_of(words.granted_after).search(after)):
            continue
        if status.shorthand == "every_member" or status.belongs == "household":
            yield SetHousehold(key="recognised_as", value=(status.id,))
        else:
            index = next((p.index for p in cast.subjects(hit.start) if p.index is not None), 0)
            yield SetMember(index=index, key="recognised_as", value=(status.id,))


def changes_of(scene: Scene, cast: Cast, supposed: Supposed, told: Iterable[Told]) -> tuple[Change, ...]:
    """The changes of a message, once everybody has an index: who comes and goes, and every fact as a change."""
    joining = {person.index: person for person in supposed.joining}
    known = {member.index for member in scene.known.members} | {0}
    named: dict[int, Person] = {i: p for i, p in joining.items() if i is not None}
    facts: dict[int, dict[str, Any]] = {index: {} for index in named}
    leaving = {person.index for person, _ in supposed.leaving}
    rest: list[Change] = []
    for item in told:
        index = item.person.index if item.person is not None else None
        said_as_more = item.key == "size" and supposed.counted[0] <= item.start < supposed.counted[1]
        if item.value is None or said_as_more or (index is not None and index in leaving):
            continue
        if item.person is not None and index is not None and index not in known:
            named.setdefault(index, item.person)
            facts.setdefault(index, {})[item.key] = item.value
        else:
            rest += _fact(scene, cast, item, _whose(scene, cast, item, index))
    lost = any_of(scene.lexicon.what_if.no_job).search(scene.text)
    loser = next((p.index for p in cast.last_named(lost.start()) if p.index is not None), 0) if lost else None
    if loser in named:
        facts[loser].setdefault("monthly_income", 0)
    elif loser in known - leaving and not any(isinstance(change, Earn | SetMember) for change in rest):
        rest.append(SetMember(index=loser, key="monthly_income", value=0))  # type: ignore[arg-type]
    people: list[Change] = [
        AddMember(person=_member(named[index], facts[index]), label=named[index].label, newcomer=index in joining)
        for index in sorted(named)
    ]
    people += [RemoveMember(index=person.index, why=why) for person, why in supposed.leaving if person.index is not None]  # type: ignore[arg-type]
    keys = {change.key for change in rest if isinstance(change, SetHousehold | SetMember)}
    people += [other for other in supposed.others if not (isinstance(other, SetHousehold | SetMember) and other.key in keys)]
    counted = any(isinstance(change, AddMember | RemoveMember) for change in people)
    if counted and "size" in scene.known.told:
        rest = [change for change in rest if not (isinstance(change, SetHousehold) and change.key == "size")]
    return (*people, *rest)


def _whose(scene: Scene, cast: Cast, item: Told, index: int | None) -> int | None:
    """要是残疾证评上二级: with nobody named the one member who was said to have a certificate."""
    if item.key != "disability" or index != 0 or any(mention.people for mention in cast.mentions):
        return index
    holders = [int(path[8:-12]) for path in scene.known.told if path.startswith("members[") and path.endswith("].disability")]
    return holders[0] if len(holders) == 1 else index


def _fact(scene: Scene, cast: Cast, item: Told, index: int | None) -> Iterator[Change]:
    """One fact of the household or of a known member; an amount said to come on top is so much more."""
    words, text = scene.lexicon.what_if, scene.text
    income = item.key == "monthly_income" and isinstance(item.value, int | float)
    at = max((number.start for number in scene.numbers if item.start <= number.start < item.end), default=item.start)
    before = text[max(0, at - 8) : at]
    if income and index is None and matches(words.job, text) and not matches(words.whole, text):
        index = next((p.index for p in cast.last_named(at) if p.index is not None and p.known), None)
    if income and matches(words.more, before):
        yield Earn(amount=Decimal(str(item.value)), index=index)
    elif income and matches(words.less, before):
        yield Earn(amount=-Decimal(str(item.value)), index=index)
    elif income and index is not None and matches(words.job, text) and f"members[{index}].monthly_income" not in scene.known.told:
        yield Earn(amount=Decimal(str(item.value)), index=index)
    elif index is not None:
        yield SetMember(index=index, key=item.key, value=item.value)
    else:
        yield SetHousehold(key=item.key, value=item.value)


def _member(person: Person, facts: dict[str, Any]) -> Member:
    """Somebody who comes, with what was told of them; a fact that cannot be is left out."""
    relation = person.kin.relation
    try:
        return Member.model_validate({"relation": relation, **facts})
    except ValidationError:
        return Member(relation=relation if relation != "self" else "other")
