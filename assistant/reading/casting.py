"""Finds everybody a message speaks of, and settles who belongs to the household."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.reading.mentions import CARER, EACH, find_occurrences
from assistant.reading.patterns import any_of, compiled, last_match, matches
from assistant.reading.people import YOUNG, Cast, Mention, Person
from assistant.reading.scene import Scene
from corpus.corpus import Corpus
from corpus.lexicon_schema import Kin

SELF_WORDS = ("我", "俺", "咱", "本人", "我本人", "我自己", "俺自己", "自个儿")
_COUNT = re.compile(r"(双胞胎|俩|仨|两个?|[二三四五2-5]个)$")
_COUNTS = {"双": 2, "俩": 2, "仨": 3, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "2": 2, "3": 3, "4": 4, "5": 5}
_STUDIES = re.compile(r"(?:上|念|读)(?:着)?(?:大学|书|学|高中|初中|小学|职高|中专|技校|研)|住校|大学生")
_ALONG_WITH = re.compile(r"(?:跟着|随着|靠着|指着|跟着俺|跟着我|我跟|俺跟)$")
_ON_BEHALF = re.compile(r"(?:替|给|帮)(?:我|俺|咱)?(?:们)?(?:的)?$")
_ASKS_FOR = re.compile(r"^(?:来)?(?:问|打听|咨询|看看|了解)")
_CHILD_AGE = re.compile(r"(?<!\d)(?:\d|1[0-7])岁|(?<![二三四五六七八九十])(?:[一二两三四五六七八九]|十[一二三四五六七]?)岁")
_JOINED = re.compile(r"(?:和|跟|与|、|加上)(?:我|俺|咱)?(?:们)?(?:家)?")
_LIVES_WITH = re.compile(r"(?:跟|随|和|在)着?(?:我|俺)?$")
_RELATIVES = ("brother", "sister", "brothers_wife", "sisters_husband", "uncle", "aunt")
_OF_THEIRS = re.compile(r"(?:家|的|家的)(?:那|这)?(?:俩|仨|两个?|[二三四五2-5]个|个)?$")
_BESIDE_HOME = re.compile(r"(?<![哥弟姐妹])([哥弟姐妹嫂])(?:家|家的)(?:那|这)?(?:俩|仨|两个?|[二三四五2-5]个|个)?$")
_LEFT_BEHIND = re.compile(r"死|没了|去世|过世|病故|不在了|改嫁|跑了|离(?:婚|了)|服刑|坐牢|判了|进去|失联|联系不上|没影|没信")
_TAKEN_IN = re.compile(r"跟(?:着)?[我俺]|[我俺](?:们)?(?:自己)?(?:一个人)?(?:给)?(?:带|养|领|拉扯|照顾|照看|抚养)|(?:留|撇|扔|丢|剩)下")
_OWN_CHILD = re.compile(r"(?:[我俺咱]|[我俺咱]们?家)(?:的)?(?:俩|仨|两个?|[二三四五2-5]个|个)?$")
_PARTED = re.compile("离了|离婚|离异|打八刀|丧偶|守寡")
_IN_LAWS = ("daughter_in_law", "son_in_law", "brothers_wife", "sisters_husband")
_ORDERS = ("first", "second", "third", "last")


def find_people(scene: Scene) -> Cast:
    """Find everybody a message speaks of and settle who belongs to the household."""
    cast = Cast(scene)
    _recall(cast)
    for start, end, kin in find_occurrences(scene):
        _enter(cast, start, end, kin)
    _settle(cast)
    return cast


def _recall(cast: Cast) -> None:
    for member in cast.scene.known.members:
        host, _, child = member.label.partition("家")
        found = cast.scene.corpus.kin_names.exact(member.label)
        parents = cast.scene.corpus.kin_names.exact(host) if child else ()
        if parents and parents[0].parent_of:
            kin = _child_of(cast, parents[0], _order_of(cast, child))
        else:
            kin = found[0] if found else Kin(say=(member.label,), person=f"member{member.index}", relation=member.relation)
        cast.people.append(Person(kin, member.label, member.index, member=True, known=True))


def _enter(cast: Cast, start: int, end: int, kin: Kin | None) -> None:
    text = cast.scene.text
    if kin is None:
        cast.mentions.append(Mention(start, end, ()))
        return
    if kin.person == "":
        others = (tuple(p for p in m.people if not p.is_self) for m in reversed(cast.mentions))
        last = next((people for people in others if len(people) == 1), None)
        people = last or ((cast.person(cast.scene.known.focus),) if cast.scene.known.focus is not None else None)
        if all(p.is_self for p in people or ()):
            people = (cast.person(0),) if _is_reported(cast) else _the_other(cast)
        if people:
            cast.mentions.append(Mention(start, end, people, pronoun=True))
        return
    if kin.person == "theirs":
        cast.mentions.append(Mention(start, end, (Person(kin, "他家人", barred=True),), pronoun=True, within=True))
        return
    if kin.person == "each":
        _enter_each(cast, start, end)
        return
    if kin.relation == "self":
        cast.mentions.append(Mention(start, end, (cast.person(0),)))
        return
    if _ON_BEHALF.search(text[max(0, start - 4) : start]) and _ASKS_FOR.match(text[end : end + 5]) and not cast.scene.known.members:
        head = cast.person(0)
        head.kin, head.label = kin, text[start:end]
        cast.mentions.append(Mention(start, end, (head,)))
        return
    counted = _COUNT.search(text[max(0, start - 3) : start])
    said, home = text[start:end], ""
    if kin.relation == "child" and (host := _parent_named(cast, start, end)) is not None:
        kin, home = _child_of(cast, host.kin, kin.order), f"{host.label * (2 if len(host.label) == 1 else 1)}家"
    if kin.together:
        people = tuple(_whoever(cast, part) for part in kin.together)
    elif counted and kin.relation in ("child", "other"):
        people = _several(cast, kin, said, _COUNTS[counted.group(1)[0]], home)
    else:
        people = (_same_or_new(cast, kin, home + said if home else kin.label or said),)
    before = cast.mentions[-1] if cast.mentions else None
    if before is not None and kin.relation == "child" and _is_of_a_parent(cast, before, start):
        for person in people:
            person.barred = person.barred or not person.known
    if before is not None and _JOINED.fullmatch(text[before.end : start]) and text[end : end + 1] in ("都", "全", "俩"):
        people = (*before.people, *people)
    cast.mentions.append(Mention(start, end, people, silent=_is_aside(text, start, end)))


def _is_of_a_parent(cast: Cast, before: Mention, start: int) -> bool:
    """我妈82，有五个孩子: her children are the speaker and the speaker's brothers and sisters."""
    scene = cast.scene
    old = before.people and all(p.kin.relation == "parent" for p in before.people)
    same = before.start >= scene.layout.sentence(start)[0]
    return (
        bool(old)
        and same
        and re.search(r"[有生养](?:了|过)?(?:俩|仨|[两三四五六七八九2-9]个)?$", scene.text[before.end : start]) is not None
    )


def _is_reported(cast: Cast) -> bool:
    """Whether the household is somebody else's: then 他 may be its head."""
    scene = cast.scene
    head = next((m.label for m in scene.known.members if m.index == 0), "本人")
    return (
        scene.known.role in ("干部", "培训")
        or head != "本人"
        or any(m.people and m.people[0].is_self and scene.text[m.start : m.end] not in SELF_WORDS for m in cast.mentions)
    )


def _the_other(cast: Cast) -> tuple[Person, ...]:
    """Whom 他 means where nobody was named: the only other one known, else somebody not known."""
    others = [p for p in cast.people if p.known and not p.is_self]
    return (others[0],) if len(others) == 1 else (Person(Kin(say=("他",), person="he", relation="other"), "他", barred=True),)


def _parent_named(cast: Cast, start: int, end: int) -> Person | None:
    """弟弟家孩子; 我弟死了，孩子我带: the relative whose child is spoken of, where it is not the speaker's own."""
    text = cast.scene.text
    before = [m for m in cast.mentions if len(m.people) == 1 and m.people[0].kin.parent_of]
    beside = _BESIDE_HOME.search(text[:start])
    if beside is not None and (kin := cast.scene.corpus.kin_names.exact(beside.group(1))):
        return Person(kin[0], beside.group(1))
    if not before:
        return None
    if _OF_THEIRS.fullmatch(text[before[-1].end : start]):
        return before[-1].people[0]
    own = any(p.kin.relation in ("child", "spouse") for m in cast.mentions for p in m.people) or _OWN_CHILD.search(text[:start])
    around = text[max(0, start - 6) : end + 10]
    if own or not _TAKEN_IN.search(around):
        return None
    lost = [m.people[0] for m in before if _LEFT_BEHIND.search(text[m.end : min(start, m.end + 8)])]
    return lost[0] if lost and not any(p.is_young for p in cast.people) else None


def goes_on(before: str, text: str, corpus: Corpus) -> bool:
    """我弟死了 / 孩子跟我: the child taken in is of the relative the message before told of."""
    young = any(hit.targets[0].relation == "child" or hit.targets[0].person in YOUNG for hit in corpus.kin_names.find(text))
    return young and _TAKEN_IN.search(text) is not None and tells_of_loss(before, corpus)


def tells_of_loss(text: str, corpus: Corpus) -> bool:
    """Whether somebody's brother, sister, child, wife, husband or parent is said to be dead, gone or locked up."""
    parents = (hit for hit in corpus.kin_names.find(text) if hit.targets[0].parent_of or hit.targets[0].relation in ("spouse", "parent"))
    return any(_LEFT_BEHIND.search(text[hit.end : hit.end + 8]) for hit in parents)


def _child_of(cast: Cast, parent: Kin, order: str | None) -> Kin:
    kin = next(k for k in cast.scene.lexicon.people.kin if k.person == parent.parent_of[0])
    return kin.model_copy(update={"order": order, "label": None})


def _order_of(cast: Cast, label: str) -> str | None:
    found = cast.scene.corpus.kin_names.exact(label)
    return found[0].order if found else "first" if label.startswith("大") else "last" if label.startswith("小") else None


def _is_aside(text: str, start: int, end: int) -> bool:
    """跟着奶奶, 老两口带: named in passing; what follows is not about them."""
    return bool(_ALONG_WITH.search(text[max(0, start - 3) : start]) or CARER.match(text[end : end + 8]))


def _enter_each(cast: Cast, start: int, end: int) -> None:
    """After 俩孩子: 一个…一个…, 大的…小的…."""
    group = next((m.people for m in reversed(cast.mentions) if len(m.people) > 1 and not m.pronoun), None)
    group = group or _split(cast, start)
    if group is None:
        return
    word = cast.scene.text[start:end]
    done = sum(1 for m in cast.mentions if m.pronoun and len(m.people) == 1 and m.people[0] in group)
    which = 0 if word == "大的" else len(group) - 1 if word in ("小的", "另一个") else min(done, len(group) - 1)
    cast.mentions.append(Mention(start, end, (group[which],), pronoun=True))


def _split(cast: Cast, start: int) -> tuple[Person, ...] | None:
    """孩子一个七岁一个四岁: as many children as are told apart."""
    last = cast.mentions[-1] if cast.mentions else None
    count = len(EACH.findall(cast.scene.text[start : cast.scene.layout.sentence(start)[1]]))
    if last is None or count not in (2, 3) or len(last.people) != 1 or not last.people[0].is_young or last.people[0].index is not None:
        return None
    cast.people.remove(last.people[0])
    people = _several(cast, last.people[0].kin, cast.scene.text[last.start : last.end], count)
    cast.mentions[-1] = replace(last, people=people)
    return people


def _whoever(cast: Cast, person: str) -> Person:
    """The one of this kind, known or new."""
    if person == "self":
        return cast.person(0)
    kin = next(k for k in cast.scene.lexicon.people.kin if k.person == person and not k.together)
    return _same_or_new(cast, kin, kin.label or kin.say[0])


def _same_or_new(cast: Cast, kin: Kin, label: str) -> Person:
    alike = [p for p in cast.people if p.index != 0 and _may_be(p.kin, kin)]
    if cast.people and any(p.index == 0 and p.kin.person == kin.person for p in cast.people):
        return cast.person(0)
    if len(alike) == 1:
        return alike[0]
    exact = [p for p in alike if p.label == label or (kin.order and p.kin.order == kin.order)]
    if exact:
        return exact[0]
    person = Person(kin, label if kin.repeat else (kin.label or "家人"))
    cast.people.append(person)
    return person


def _may_be(one: Kin, other: Kin) -> bool:
    if one.relation == other.relation == "spouse":
        return True
    kinds = one.person == other.person or other.person in one.covers or one.person in other.covers
    return kinds and (one.order == other.order or one.order is None or other.order is None)


def _several(cast: Cast, kin: Kin, said: str, count: int, home: str = "") -> tuple[Person, ...]:
    """俩孩子: that many people, oldest first; ``home``: 弟弟家."""
    alike = [p for p in cast.people if p.index != 0 and _may_be(p.kin, kin)]
    if len(alike) == count:
        return tuple(alike)
    people = []
    for number in range(count):
        order = "last" if number == count - 1 else _ORDERS[min(number, 2)]
        name = f"{home}{'小' if number == count - 1 else '大' if number == 0 else '二'}{said.removeprefix('大').removeprefix('小') if len(said) > 2 else said}"
        person = Person(kin.model_copy(update={"order": order}), name)
        cast.people.append(person)
        people.append(person)
    return tuple(people)


def _settle(cast: Cast) -> None:
    """Living elsewhere, dead or divorced: no member. A spouse, and whoever lives with the asker: a member."""
    scene, rules = cast.scene, cast.scene.lexicon.people
    counted = any(True for pattern in rules.sizes for _ in compiled(pattern).finditer(scene.text)) or bool(
        scene.pending and scene.pending[1] in ("size", "members")
    )
    for number, mention in enumerate(cast.mentions):
        people = [p for p in mention.people if p.index != 0]
        if not people:
            continue
        following = next(
            (m.start for m in cast.mentions[number + 1 :] if not m.pronoun and m.people and not m.people[0].is_self), len(scene.text)
        )
        end = min(following, scene.layout.sentence(mention.start)[1], mention.end + 40)
        after, before = scene.text[mention.end : end], scene.text[max(0, mention.start - 9) : mention.start]
        lost = any_of(rules.gone).search(after[:14])
        gone = lost is not None and not re.search(r"[爸妈爹娘父母，。,\s]", after[: lost.start()].rstrip())
        moved = any_of(rules.elsewhere).search(after)
        away = (
            (moved is not None and not re.search(r"[我俺]$", after[: moved.start()]))
            or matches((r"在(?:外地|外头|外边|外面)[^，,。]{0,6}的$",), before)
        ) and not (_STUDIES.search(after) or _CHILD_AGE.search(after))
        led = last_match(rules.together, before)
        near = matches(rules.together, after) or (led is not None and led.end() == len(before))
        with_me = all(p.is_self for m in cast.mentions[:number] if m.start >= scene.layout.clause(mention.start)[0] for p in m.people)
        lodging = (
            not with_me and _LIVES_WITH.search(before) is not None and re.match(r"^[^，。,]{0,2}(?:过|住|生活|一起)", after) is not None
        )
        parted = lost is not None and _PARTED.fullmatch(lost.group()) is not None
        for person in people:
            if lodging and person.kin.person in _RELATIVES and any(m.people for m in cast.mentions[:number]):
                for host in (
                    person,
                    *(p for m in cast.mentions[:number] if m.start >= scene.layout.clause(mention.start)[0] for p in m.people),
                ):
                    host.barred = host.barred or not (host.is_self or host.known)
                continue
            if (gone and not (parted and not _is_by_marriage(person))) or (away and person.kin.relation != "spouse" and not near):
                person.barred = True
            elif person.kin.relation == "spouse" or near or (counted and not _is_asked_about(after)):
                person.member = True


def _is_by_marriage(person: Person) -> bool:
    """Whoever a divorce takes out of a household; a divorced son stays."""
    return person.kin.relation == "spouse" or person.kin.person in _IN_LAWS


def _is_asked_about(after: str) -> bool:
    return matches(("^[^，。,]{0,4}(?:算不算|算吗|算一口吗)",), after)
