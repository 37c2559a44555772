"""Where people, the household as a whole, or pronouns are spoken of in a message."""

from __future__ import annotations

import re

from assistant.reading.patterns import any_of
from assistant.reading.scene import Scene
from corpus.lexicon_schema import Kin

_OF_A_CHILD = re.compile(r"(?:他|她|孩子|娃|孙子|孙女|外孙|外孙女|侄子|侄女|侄儿|外甥|外甥女|的)(?:的|们)?$")
_PRONOUN = re.compile(r"(?<!其)[他她](?!家|们家|妈|爸|爹|娘)")
_THEIR_PARENT = re.compile(r"(?<!孩子)(?<!孩儿)(?<!孩)[他她](?:亲|的)?(?P<who>爸|妈|爹|娘)(?!家|[爸妈爹娘])")
_IS_OURS = re.compile(r"(?:就|也)?是[我俺](?:们|家)?(?:的)?(?:大|二|小|老)?(?:儿|弟|哥|女婿|姑爷|闺女|女儿|妹|姐|兄弟)")
_A_CHILD = re.compile(r"^(?![^，。]*(?:村|屯))[^，。]*(?:孩子|儿童|学生)$")
"""两口子一级，有个健全孩子9岁: a child of those named before, nobody who is reported about."""
_SPOUSE = re.compile(r"(?:老婆|媳妇|妻子|爱人|对象)$")
EACH = re.compile(r"大的|小的|另一个|一个(?=上|在|念|读|\d|[一二三四五六七八九十]|是|肢|智|精|视|听|正|才)")
_IN_OUR_HOME = re.compile(r"(?:在|住|到|来|跟|回|和|进)$")
_OBJECT = re.compile(r"(?:跟|和|随|给|让|叫|靠|对|打|骂|管|养|陪|向|帮|替|把|被|同|与|由|(?<![要若])是|归|不管|带|领)(?:着)?$")
_NONE_OF = re.compile(r"(?<!有)(?:没有?|无)(?:个|娶)?$")
_OWN = re.compile(r"(?:家里?|[我俺咱])(?:还|就|只)?$")
SELF = Kin(say=("我",), person="self", relation="self")
CARER = re.compile(r"^(?:自己|一个人|和老伴|们)?(?:一直|在)?(?:带|领|养|伺候|侍候|照顾|拉扯|照看|管|接)")


def find_occurrences(scene: Scene) -> list[tuple[int, int, Kin | None]]:
    """Words for people (a Kin), for the household (None), and pronouns (an empty Kin), in order of place."""
    text, people = scene.text, scene.lexicon.people
    named = min((hit.start for hit in scene.corpus.kin_names.find(text) if hit.targets[0].relation != "self"), default=len(text))
    found: list[tuple[int, int, Kin | None]] = [
        (m.start(), m.end(), SELF)
        for m in any_of(people.others).finditer(text)
        if not _OWN.search(text[max(0, m.start() - 3) : m.start()]) and not (_A_CHILD.search(m.group()) and named < m.start())
    ]
    found += [
        (m.start(), m.end(), None)
        for m in any_of(people.household).finditer(text)
        if not _IN_OUR_HOME.search(text[max(0, m.start() - 1) : m.start()])
    ]
    pronoun = Kin(say=("他",), person="", relation="other")
    for hit in scene.corpus.kin_names.find(text):
        kin = hit.targets[0]
        if not _is_person(scene, hit.start, hit.end, kin):
            continue
        found.append((hit.start, hit.end, kin))
    found += [(m.start(), m.end(), _of_theirs(text, m)) for m in _THEIR_PARENT.finditer(text)]
    found += [(m.start(), m.end(), pronoun) for m in _PRONOUN.finditer(text)]
    found += [(m.start(), m.end(), Kin(say=("一个",), person="each", relation="child")) for m in EACH.finditer(text)]
    found.sort(key=lambda item: (item[0], -item[1]))
    kept: list[tuple[int, int, Kin | None]] = []
    for start, end, kin_or_none in found:
        if kept and start < kept[-1][1]:
            continue
        kept.append((start, end, kin_or_none))
    return kept


def _is_of_a_grandchild(text: str, end: int) -> bool:
    """孩子爸是我儿子; 孩子他爸进去了，我带着孙子: not the speaker's own husband."""
    return _IS_OURS.match(text[end:]) is not None or re.search(r"孙[子女]|侄|外甥", text) is not None


def _of_theirs(text: str, match: re.Match[str]) -> Kin:
    """他妈 of a child's mother, whoever that is; 媳妇她妈: the wife's mother."""
    if not _SPOUSE.search(text[: match.start()]):
        return Kin(say=("他妈",), person="theirs", relation="other")
    who = "father" if match["who"] in "爸爹" else "mother"
    return Kin(say=(match["who"],), person=f"wifes_{who}", relation="parent", label="岳父" if who == "father" else "岳母")


def _is_person(scene: Scene, start: int, end: int, kin: Kin) -> bool:
    """Whether a word for people is one here, and not part of another word."""
    text = scene.text
    word, before, after = text[start:end], text[max(0, start - 4) : start], text[end : end + 2]
    if any(
        hit.start <= start and end <= hit.end and hit.end - hit.start > end - start
        for hit in (*scene.named.statuses, *scene.named.bodies, *scene.named.documents)
    ):
        return False
    if kin.relation == "spouse" and word.startswith("孩") and _is_of_a_grandchild(text, end):
        return False
    if kin.person in ("father", "mother", "parents") and _OF_A_CHILD.search(before) and not re.search(r"[我俺]的$", before):
        return False
    if kin.relation in ("spouse", "child") and _NONE_OF.search(before):
        return False
    if after.startswith(("俩", "仨")) and len(word) == 1:
        return False
    if word == "对象":
        return bool(re.search(r"[我俺他她]的?$", before))
    if len(word) == 1 and kin.relation != "self" and word != "娃":
        if word == "儿" and not re.search(r"[我俺]$", before):
            return False
        child_before = any(
            any(say in text[scene.layout.sentence(start)[0] : start] for say in ("孙", "孩", "娃", "儿子", "闺女")) for _ in (0,)
        )
        allowed = r"(?:[我俺咱你]|[我俺]们|老|和|跟|带|有)$" if child_before else r"(?:[我俺咱你]|[我俺]们|老|和|跟|带|有|、|^|[，。,\s])$"
        listed = re.search(r"[\d一二三四五六七八九十岁]$", before) and re.match(r"[\d一二三四五六七八九]", after)
        return bool(listed or re.search(allowed, before)) and not after.startswith(("家", "们"))
    if kin.relation == "self":
        if after.startswith(("家", "们")) or _OBJECT.search(before) or CARER.match(text[end : end + 8]):
            return False
        return not after.startswith(("国", "市", "省", "区", "县", "党", "局", "委"))
    return True
