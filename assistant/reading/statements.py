"""Facts told by set phrases (lexicon/statements.yaml), each given to whoever is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.reading.patterns import any_of, matches
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene
from assistant.reading.told import Told, Unsure
from corpus.lexicon_schema import Statement


@dataclass(frozen=True)
class _Match:
    statement: Statement
    key: str
    start: int
    end: int


def read_statements(scene: Scene, cast: Cast) -> Iterator[Told | Unsure]:
    """Everything told by a set phrase; of two that overlap on one fact the longer counts."""
    found = [match for statement in scene.lexicon.statements for match in _matches(scene, statement)]
    for match in found:
        if any(_beats(other, match) for other in found):
            continue
        if match.statement.path.startswith("household."):
            yield _household(scene, match)
        else:
            yield from _member(scene, cast, match)
    yield from _of_relatives(scene, cast)


_AS_CHILD_SAYS = {"father": "爸", "mother": "妈"}


def _of_relatives(scene: Scene, cast: Cast) -> Iterator[Told]:
    """我弟死了，侄子我带: what is told of a relative is told of the father or mother of the child who is named."""
    for number, mention in enumerate(cast.mentions):
        kin = mention.people[0].kin if len(mention.people) == 1 else None
        if kin is None or kin.parent_as is None or mention.pronoun:
            continue
        children = tuple(p for p in _mentioned(cast) if p.kin.person in kin.parent_of)
        following = next((m.start for m in cast.mentions[number + 1 :] if m.people and not m.people[0].is_self), len(scene.text))
        end = min(following, scene.layout.sentence(mention.start)[1])
        words = _AS_CHILD_SAYS[kin.parent_as] + scene.text[mention.end : end]
        for statement in scene.lexicon.statements if children else ():
            if statement.path != f"member.{kin.parent_as}" or statement.ask or matches(statement.unless, words):
                continue
            found = next((m for m in any_of(statement.patterns).finditer(words) if m.start() == 0), None)
            if found is not None and not scene.is_questioned(mention.start, mention.end + found.end() - 1):
                for child in children:
                    yield Told(kin.parent_as, statement.value, mention.start, mention.end + found.end() - 1, child)


def _mentioned(cast: Cast) -> tuple[Person, ...]:
    """Whoever the message names; known members where it names no child."""
    named = tuple(dict.fromkeys(p for m in cast.mentions for p in m.people))
    return named if any(p.is_young for p in named) else tuple(p for p in cast.people if p.known)


def _matches(scene: Scene, statement: Statement) -> Iterator[_Match]:
    key = statement.path.split(".")[1]
    for found in any_of(statement.patterns).finditer(scene.text):
        start, end = found.span()
        clause = scene.layout.clause_text(start, end)
        if matches(statement.unless, clause) or scene.is_questioned(start, end):
            continue
        if scene.is_general(start, end) and (not statement.child_only or _is_kind(scene, start, end)):
            continue
        if statement.path.startswith("member.") and _is_kind(scene, start, end):
            continue
        yield _Match(statement, key, start, end)


def _is_kind(scene: Scene, start: int, end: int) -> bool:
    """父母双亡的孩子给多少, 干不了活的人能评吗: a kind of people asked about, with nobody of the speaker's own."""
    of_a_kind = re.match(r"^的?(?:孩子|儿童|未成年人|学生|人(?!家)|老人|残疾人|家庭|户)", scene.text[end : end + 5])
    asked = re.search(r"[?？吗么]|不\s*$|谁|哪|多少|怎么|咋|啥|什么|几", scene.text[end : scene.layout.sentence(start)[1]])
    own = re.search(r"[我俺咱他她这]|孙[子女]|有(?:个|一)|(?:一|两|三)(?:个|位|户)", scene.text)
    return bool(of_a_kind and asked and not own) or (scene.is_teaching and bool(asked) and "?" not in scene.text[:start])


def _beats(other: _Match, match: _Match) -> bool:
    """Whether another match of the same fact covers the same words better; an answer beats a question."""
    if other is match or other.key != match.key or other.end <= match.start or match.end <= other.start:
        return False
    longer, shorter = other.end - other.start, match.end - match.start
    if bool(other.statement.ask) != bool(match.statement.ask):
        return not other.statement.ask
    return longer > shorter or (longer == shorter and other.start < match.start)


def _household(scene: Scene, match: _Match) -> Told | Unsure:
    if match.statement.ask:
        return Unsure(match.statement.ask, match.start, match.end, match.key)
    return Told(match.key, match.statement.value, match.start, match.end)


def _member(scene: Scene, cast: Cast, match: _Match) -> Iterator[Told | Unsure]:
    people = _people(scene, cast, match)
    for person in people:
        if match.statement.ask:
            yield Unsure(match.statement.ask, match.start, match.end, match.key, person)
        else:
            yield Told(match.key, match.statement.value, match.start, match.end, person)


def _people(scene: Scene, cast: Cast, match: _Match) -> tuple[Person, ...]:
    if match.statement.everybody:
        group = cast.named_in_clause(match.start)
        others = tuple(p for p in cast.people if (p.known or p.member) and not p.barred and not p.is_self)
        return group if group and not (len(group) == 1 and group[0].is_self) else (cast.person(0), *others)
    if match.key == "supporters_unable":
        return _without_kin(cast, match.end - 1)
    if re.search(r"(?:一个|有个|个)$", scene.text[: match.start]) and not any(m.end == match.start for m in cast.mentions):
        return cast.named_after(match.end)
    if scene.text[match.start - 1 : match.start] == "都":
        group = next((m.people for m in reversed(cast.mentions) if m.start < match.start and len(m.people) > 1), ())
        if group or (group := cast.all_of(match.start)):
            return group
    if (
        match.statement.child_only
        and match.statement.value in _OF_GROWN_PARENTS
        and not _MINOR.search(scene.text)
        and not _knows_young(cast)
    ):
        return ()
    return _child(cast, match) if match.statement.child_only else cast.subjects_of(match.start, match.end)


def _without_kin(cast: Cast, at: int) -> tuple[Person, ...]:
    """俺姐没结婚没孩子，爹妈没了: who has nobody, which none of the kin is who is not there."""
    for mention in reversed(cast.mentions):
        if mention.start <= at and not mention.silent and mention.people:
            people = tuple(p for p in mention.people if not p.barred and (p.kin.relation in ("self", "other") or p.known))
            if people:
                return people
    return (cast.person(cast.default_index),)


_OF_GROWN_PARENTS = ("severely_disabled", "seriously_ill")
_MINOR = re.compile(
    r"(?<!\d)(?:\d|1[0-7])岁|(?<![二三四五六七八九])(?:[一二两三四五六七八九]|十[一二三四五六七]?)岁|孤儿|无人抚养|未成年|上学|念书|小学|初中|高中|年级|幼儿园"
    r"|孩子|娃|孙子|孙女|外孙|侄|外甥|爷爷|奶奶|姥"
)
"""我爸是重残 of a grown-up is the father's own disability; only of a child does it make the state of a parent."""


def _knows_young(cast: Cast) -> bool:
    return any(p.is_young and p.known for p in cast.people)


_OF_CHILD = re.compile(r"[他她](?:亲|的)?(?:爸|妈|爹|娘|父|母)")
"""他爸是重残，孩子十岁: the child is named after."""
_OWN_PARENT = re.compile(r"[我俺](?:们)?(?:的)?(?:亲)?(?:爸|妈|爹|娘|父|母)$")
_GROWN = re.compile(
    r"[没无]儿[没无]女|没有?(?:儿女|子女|结婚|结过婚|成家)|一辈子没|光棍|老伴|媳妇|丈夫|退休|五保|特困|出嫁|出门子|[我俺]嫁"
)
_CHILDLESS = re.compile(r"[没无]儿[没无]女|没有?(?:儿女|子女|孩子)")
"""Words of grown-ups: that their parents are dead makes them no orphans."""


def _child(cast: Cast, match: _Match) -> tuple[Person, ...]:
    """孙子跟我过，他爸没了: the child named last before; none named: the one asking."""
    young = [m.people for m in cast.mentions if m.start < match.start and m.people and all(p.is_young for p in m.people)]
    if young and not _CHILDLESS.search(cast.scene.text):
        return young[-1]
    following = next((m.people for m in cast.mentions if m.start >= match.end and m.people and all(p.is_young for p in m.people)), ())
    if following and _OF_CHILD.search(cast.scene.text[: match.start + 2]):
        return following
    if _GROWN.search(cast.scene.text):
        return ()
    people = cast.subjects(match.start - 1)
    known = tuple(p for p in cast.people if p.known and p.is_young)
    if known and not _OWN_PARENT.search(cast.scene.text[: match.start + 1]) and not any(p in known for p in people):
        return known if len(known) == 1 else ()
    raises = bool(known) or cast.person(0).kin.relation == "parent" or any(p.known and p.kin.relation == "spouse" for p in cast.people)
    if all(p.kin.relation == "parent" for p in people):
        return () if raises else (cast.person(0),)
    return tuple(p for p in people if p.is_young or (p.known and not p.is_self) or (p.is_self and not raises))
