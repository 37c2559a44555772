"""Where the household is registered and where it lives; places that are not covered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.reading.patterns import matches
from assistant.reading.scene import Scene, asks
from assistant.reading.told import Told, Unsure

_SMALL = ("district", "county", "county_city", "zone", "town")
_REGISTERED = re.compile(r"^(?:市|区|县)?(?:的)?(?:农村|农业|城镇|城市|非农|本地)?(?:户口|户籍|的户)")
_OURS = re.compile(
    r"^(?:[^，。,\s的]{1,4}(?:镇|乡|街道|办事处))?(?:[^，。,\s的]{1,4}(?:村|屯))?(?:这边|这儿|这里|农村|乡下|本地|当地)?(?:的?人(?!社|均|口)|的(?=[，。,.！!\s]|$)|(?:的)?农村(?:的|户)|(?=[，。,.\s]|$))"
)
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{2,3}的(?=[，。,\s]|$)")
_KIND = re.compile(
    r"^(?:市|区|县)?(?:的)?(?:农村|乡下|城镇)?(?:的)?(?:低保|特困|五保|监测|脱贫|边缘|困难)(?:户|家庭|对象|人员)[,。\s]+(?![^,。]{0,8}(?:多少|怎么|咋|能|有啥|有什么|哪|几|吗|\?))"
)
"""庄河农村低保户，58岁: what we are, told in one breath."""
_AWAY = re.compile(r"^[^，。,]{0,3}(?:打工|上班|干活|务工|租房|念书|上学|看病|住院)")
_NOT_HERE = re.compile(r"不(?:是|在|归|住)(?:在)?$")
_ITSELF = re.compile(r"(?:是|在|改成|改为|[，,。\s]|^)$")
_ENDS = re.compile(r"^(?:市|区|县)?(?:那边|这边|农村)?的?(?:人|户口)?(?:[了啊呢吧])?\s*(?=$|[，,。.!！])")
_MINE = re.compile(r"(?:我|俺|咱|我们|俺们)(?:家|村|老家)?(?:是|在|住|就在|住在)*$|家(?:住|在|是)(?:在)?$")


def read_places(scene: Scene) -> Iterator[Told | Unsure]:
    """Registered residence and dwelling."""
    answers = scene.lexicon.answers
    roles: dict[str, tuple[str, int, int]] = {}
    for hit in scene.named.areas:
        areas = [target for target in hit.targets if target in scene.corpus.areas]
        if not areas:
            continue
        role = _role(scene, hit.start, hit.end)
        if role is not None and role not in roles:
            roles[role] = (areas[0], hit.start, hit.end)
    registered, living, home = roles.get("hukou"), roles.get("living"), roles.get("home")
    if registered is None and home is not None and scene.known.role not in ("干部", "培训"):
        registered = home
    if registered is None and living is not None and scene.known.area is None and not _AWAY.match(scene.text[living[2] :]):
        registered, living = living, None
    if registered is not None:
        area, start, end = registered
        spec = scene.corpus.areas[area]
        if spec.kind in _SMALL and spec.ask is None:
            yield Told("area", area, start, end)
        elif spec.kind in _SMALL or spec.kind in ("city", "place"):
            yield Unsure(spec.ask or answers.asks.get("area", ""), start, end, "area")
    if living is not None and (registered is None or living[0] != registered[0]):
        yield Told("lives_in", living[0], living[1], living[2])


def _role(scene: Scene, start: int, end: int) -> str | None:
    answers, text = scene.lexicon.answers, scene.text
    before = text[max(scene.layout.sentence(start)[0], start - 10) : start]
    after = text[end : end + 12]
    if _NOT_HERE.search(before):
        return None
    if _corrects(scene, before, after):
        return "hukou"
    if _KIND.match(after + text[end + 12 : end + 24]) and not text[scene.layout.clause(start)[0] : start].strip(" 我俺家是"):
        return "home"
    if re.match(r"^[^，。,]{0,8}(?:标准|线|多少|哪|吗|怎么|归|属于|算|低保|和|跟|还是)", after) and not matches(answers.hukou, before):
        return None
    if (
        scene.pending
        and scene.pending[1] in ("area", "hukou_area", "lives_in", "living_area")
        and len(text) <= 24
        and not matches(answers.living, before)
    ):
        return "living" if scene.pending[1] in ("lives_in", "living_area") else "hukou"
    if matches(answers.hukou, before) or _REGISTERED.match(after):
        return "hukou"
    if _AWAY.match(after):
        return "living" if re.search(r"(?:我|俺|人|现在)(?:都)?在$", before) else None
    if _MINE.search(before):
        return "home"
    if matches(answers.living, before):
        return "living"
    clause_start = scene.layout.clause(start)[0]
    at_head = text[clause_start:start].strip() in ("", "农村", "农村的") or matches(answers.from_here, before)
    if re.search(r"(?:姐|哥|弟|妹|亲戚|邻居|朋友|那|去|到|上|闺女|儿子|女儿|姑娘|嫁|在)[^，。,]{0,2}$", before):
        return None
    return "home" if at_head and (_OURS.match(after) or _is_township(scene, end)) and len(text) > end - start else None


def _is_township(scene: Scene, end: int) -> bool:
    """庄河大营的: a name of two or three characters that names nothing else, and nothing after it."""
    match = _TOWNSHIP.match(scene.text[end:])
    named = scene.named
    hits = (*named.topics, *named.bodies, *named.documents, *named.statuses, *named.words, *named.areas)
    return match is not None and not any(hit.start < end + match.end() and end < hit.end for hit in hits)


def _corrects(scene: Scene, before: str, after: str) -> bool:
    """不是普兰店，是瓦房店; 搞错了，应该是庄河: another area than the one told."""
    denied = any(_NOT_HERE.search(scene.text[: hit.start]) for hit in scene.named.areas)
    if (scene.known.area is None and not denied) or asks(scene.text) or not matches(scene.lexicon.intents.correction, scene.text):
        return False
    return _ITSELF.search(before) is not None and _ENDS.match(after) is not None


def unknown_places(scene: Scene) -> tuple[str, ...]:
    """Places outside that the message is about (not just travelled to)."""
    outside = scene.lexicon.outside
    covered = [
        (hit.start, hit.end) for hits in (scene.named.topics, scene.named.bodies, scene.named.documents, scene.named.areas) for hit in hits
    ]
    places = [
        (m.start(), m.end())
        for m in _alternatives(outside.places).finditer(scene.text)
        if not any(s <= m.start() and m.end() <= e for s, e in covered)
    ]
    inner = covered[: len(covered) - len(scene.named.areas)]
    places += [
        (h.start, h.end)
        for h in scene.named.areas
        if _is_outside(scene, h.targets) and not any(s <= h.start and h.end <= e for s, e in inner)
    ]
    found: dict[str, None] = {}
    for start, end in sorted(places):
        before, after = scene.text[max(0, start - 3) : start], scene.text[end : end + 6]
        travels = re.search(r"(?:去|到|上|往|在)(?:了|过)?(?:趟)?$", before) and re.match(
            r"^(?:的?(?:大)?医院)?(?:看|住院|做手术|手术|打工|务工|上班|检查|转|治|念|上学|读)", after
        )
        if not travels and not re.match(r"^[路街广]", after):
            found[scene.text[start:end]] = None
    return tuple(found)


@lru_cache(maxsize=8)
def _alternatives(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)")


def _is_outside(scene: Scene, targets: tuple[str, ...]) -> bool:
    """Whether the area is registered only so that it can be told apart from those covered."""
    return all(target in scene.corpus.areas and scene.corpus.areas[target].kind == "place" for target in targets)


def conversation_area(scene: Scene, told: tuple[str, ...], passing: bool) -> str | None:
    """The one small area the message is about, for the rest of the conversation."""
    named = list(dict.fromkeys(told)) or [
        target
        for target in scene.named.ids("areas", 0, len(scene.text))
        if target in scene.corpus.areas and scene.corpus.areas[target].kind in _SMALL
    ]
    return named[0] if len(set(named)) == 1 and not (passing and not told) else None
