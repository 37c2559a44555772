"""Statuses already recognised: 我家是低保户, 没享受过特困, 都不是; wishes and questions are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.bare import says_no_more
from assistant.reading.patterns import any_of, matches
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene, asks
from assistant.reading.told import Told, Unsure
from corpus.schema import Recognition
from corpus.terms import Hit

_MOST = 60
"""Statuses read in one message: nobody names more, a pasted text may."""
_HOLDING = re.compile(
    r"^(?:着|的)?(?:呢|了(?![吗没])|好几年|多年|<数>年|着呢|户(?!口)|家庭|对象|，|,|。|、|\s|$)".replace(
        "<数>", r"[\d一二三四五六七八九十两几]+"
    )
)
_VERB = re.compile(r"^(?:吃|拿|领|享受)")
_LATER_DENIAL = re.compile(
    r"^(?:[^。！？!?,了]{0,8}?|,(?=都|也|全))(?:都|也|全|还|从来|一直)*(?<![有能是])(?:没|没有|不)(?:有|是|享受|办|领|拿|吃|批|评|赶上|认定|纳入|得着)(?:过|上|下来|了)?"
)
_OF_A_PLACE = re.compile(r"\s*(?:市|区|县|农村|乡下|城镇|本地|的|\s)*")
_FOR_YEARS = re.compile(r"^(?:都|也)?(?:吃|拿|领)(?:了|着)?[^,，。]{0,4}(?:年|呢|着)")
_RECEIVES = re.compile(
    r"^(?:金|钱)?(?:一个?月|每个?月|每月|现在|每人)*(?:给|领|发|开|拿|是)(?:了|着)?(?:[\d一二两三四五六七八九][\d百千一二三四五六七八九十]*)(?![\d年月岁])"
)
_LOST = re.compile(r"^[^。！？!?，,]{0,3}(?:给|叫|让|被)?(?:掐|停|取消|拿下|撸|退)(?:了|掉|下来)")
_LOST_LATER = re.compile(
    r"^[^。！？!?，,]{0,3}[，,](?:后来|后来又|去年|前年|今年|现在|上个?月|又|可是|结果)[^。！？!?，,]{0,6}(?:停|取消|掐|撸|拿下|退|没)(?:了|掉|保)"
)
_APPROVED = re.compile(r"^[^。！？!?，,]{0,6}(?:批|办|评|定)(?:下来)?了(?!吗|没)")
_ENDING = re.compile(r"(?:停|查|退|退出|取消|清退|撤|恢复|审|审批|核)(?:发|掉|了|一下|一查|保)*$")
"""停低保之前, 查低保: what is done with a status in general, told of nobody."""
_ABOUT_IT = re.compile(
    r"^(?:户|金|钱|家庭|待遇|对象)?(?:"
    r"的(?!(?:时候)?(?:[，。,\s]|$))|以前|之前|之后|以后|在哪|(?:得|要|该|应该|需要)?(?:去|上|到|找|跟|向)(?:哪|谁|啥|什么)|怎么|咋|如何|能不能|可不可以|能|可以|够|算不算|是不是"
    r"|要不要|用不用|要|得|需|还(?:能|给|要|用|可以|得)|有(?:没有|啥|什么)|会不会|一个?月(?:能|给|多少)|给多少|多少|几|条件|标准|行不|中不|还是|没(?=[?？\s]|$)|不(?=[?？\s]|$)|去(?!年))"
)
"""What follows words like 吃低保 where they are asked about, not told."""
_OWN_BEFORE = re.compile(
    r"(?:[我俺咱]们?家?|[他她]家?|一直|现在|正|已经|本来|都|也|全家|家里|老伴|爸|妈|儿子|闺女|孩子|老人|户)(?:是|都|也|在|一直|现在|正|已经)*$"
)
_NOT_ME = re.compile(
    r"^[^。！？!?]{0,12}?[，,。]\s*(?:可是?|但是?|就|凭啥|凭什么|为啥|为什么|咋)?(?P<who>[我俺咱](?:自己)?(?:们)?(?P<home>家)?)(?:自己)?(?:咋|怎么|就|可|还)?"
    r"(?:不是|没有|没吃|没办|没享受|没领|不吃|没|不享受)(?:上|着|过)?(?=[，。,；;？?\s]|$)"
)
"""我妈是低保，我不是."""


def read_statuses(scene: Scene, cast: Cast) -> Iterator[Told | Unsure]:
    """Statuses told or denied, for the household or for a person."""
    answers = scene.lexicon.answers
    held: dict[tuple[str, Person | None], list[Hit[str]]] = {}
    denied: list[Hit[str]] = []
    pending = scene.pending is not None and scene.pending[1] == "recognised_as"
    about_others = any_of(scene.lexicon.people.others).search(scene.text) is not None and not _speaks_of_self(scene)
    without: list[Told] = []
    for hit in scene.named.statuses[:_MOST]:
        without += _not_me(scene, cast, hit)
        stand = _stand(scene, hit, pending and not scene.is_asked(hit.start, hit.end), about_others)
        if stand == "denied":
            denied.append(hit)
        elif stand == "held":
            for person in _holders(scene, cast, hit):
                held.setdefault(("recognised_as", person), []).append(hit)
    for (key, person), hits in held.items():
        ids = list(dict.fromkeys(target for hit in hits for target in hit.targets))
        yield Told(key, ids, hits[0].start, hits[-1].end, person)
    everything = next(any_of(answers.all_denied).finditer(scene.text), None) if denied or pending else None
    nothing = any_of(answers.nothing_recognised).search(scene.text)
    if nothing is not None and not held and not scene.is_questioned(*nothing.span()):
        yield Told("recognised_as", [], nothing.start(), nothing.end(), _pending_person(cast))
    elif everything is not None and not held:
        start = min([everything.start(), *(hit.start for hit in denied)])
        yield Told("recognised_as", [], start, everything.end(), _pending_person(cast))
    elif denied:
        ids = list(dict.fromkeys(target for hit in denied for target in hit.targets))
        yield Told("not_recognised_as", ids, denied[0].start, denied[-1].end, _denied_person(scene, cast, denied[0]))
    if not denied and nothing is None and everything is None:
        yield from without


def _speaks_of_self(scene: Scene) -> bool:
    """Whether the message tells of the speaker's own household too: then a neighbour's status is only a comparison."""
    return re.search(r"[我俺](?!们?(?:村|屯|组|社区|镇|街道|队|邻居|隔壁)|们?这)", scene.text) is not None


def _not_me(scene: Scene, cast: Cast, hit: Hit[str]) -> Iterator[Told]:
    """我妈是低保，我不是: the same status denied of the speaker; 我家不是: of the household."""
    found = _NOT_ME.match(scene.text[hit.end :])
    if found is None or any(hit.end <= other.start < hit.end + found.start("who") for other in scene.named.statuses):
        return
    kind = scene.corpus.recognitions[hit.targets[0]]
    person = None if found["home"] or kind.belongs == "household" else cast.person(0)
    yield Told("not_recognised_as", list(hit.targets), hit.end + found.start("who"), hit.end + found.end(), person)


def _stand(scene: Scene, hit: Hit[str], pending: bool, reported: bool) -> str | None:
    """held, denied, or None where it is neither; ``reported``: the message is about somebody else's household."""
    answers, text = scene.lexicon.answers, scene.text
    clause_start, _clause_end = scene.layout.clause(hit.start)
    before = text[max(clause_start, hit.start - 10) : hit.start]
    after = text[hit.end : scene.layout.sentence(hit.start)[1]]
    close = text[hit.end : scene.layout.clause(hit.end - 1)[1]]
    if scene.is_questioned(hit.start, hit.end) or re.search(
        r"(?:是不是|算不算|有没有|能不能|吃没吃|不是说|够不够|够没够|属不属于)(?:也|都|还|一直)*$", before
    ):
        return None
    if re.search(r"(?:什么|啥|哪种|哪类|谁|怎么)(?:才|就|样)?(?:是|算|叫|算是)$", before):
        return None
    if (_ENDING.search(before) and not pending) or re.search(r"(?:吃|领|拿|办|够|评|进)(?:不(?:上|着|到|了|成))$", before):
        return None
    if re.search(r"(\w)没\1|(?:批|办|评|算|给|是)没(?:批|办|评|算|给|有)", close):
        return None
    listed_before = _list_before(scene, hit)
    if matches(answers.denials, before) or (listed_before is not None and matches(answers.denials, listed_before)):
        return "denied"
    if matches(answers.somebody_else, text[clause_start : hit.start]) and not reported:
        return None
    if _is_denied_later(scene, hit, after):
        return "denied"
    if _LOST.match(close) or _LOST_LATER.match(after) or re.search(r"(?:能|可以|想|够|怎么|咋)(?!自理|干)", text[clause_start : hit.start]):
        return None
    if matches(answers.wishes, before) or (listed_before is not None and matches(answers.wishes, listed_before)):
        return None
    if (
        re.match(
            r"^(?:户|家庭|对象)?(?:的)?(?:标准|线|政策|条件|材料|公示|名单|金额|补|待遇|制度|是什么|什么|能|可以|有啥|有什么|怎么|咋|多少|审|申|和|跟|与|或|还是|、)",
            close,
        )
        and not pending
        and not _VERB.match(hit.phrase)
        and not matches(answers.claims, before)
    ):
        return None
    if _is_our_kind(text[clause_start : hit.start], hit.phrase, close):
        return "held"
    if not pending and _is_asked_of(text[clause_start : hit.start], close):
        return None
    described = re.search(r"(?:有(?:一|1)?(?:个|位|名|户)|岁的|[这那](?:个|位|户))[^,，。]{0,6}$", before) and hit.phrase.endswith(
        ("户", "老人", "人员", "对象")
    )
    if _RECEIVES.match(close) or _FOR_YEARS.match(close) or _is_entry(scene, hit) or described:
        return "held"
    if _VERB.match(hit.phrase) or matches(answers.claims, before) or (listed_before is not None and matches(answers.claims, listed_before)):
        return "held"
    if pending and (hit.phrase.endswith(("户", "对象")) or _is_answer(scene, hit)):
        return "held"
    if _APPROVED.match(close):
        return "held"
    adjacent = re.search(r"(?:[我俺家]|[我俺]们|老伴|他|她|儿子|闺女|妈|爸)$", before)
    return "held" if adjacent and _HOLDING.match(close) and hit.end - hit.start >= 2 and not re.search(r"[吗么?？]", close) else None


def _is_answer(scene: Scene, hit: Hit[str]) -> bool:
    """低保，还有监测户 to 被认定为…吗; but not 能一起领吗，低保跟这个."""
    if any(asks(scene.text[start:end]) for start, end in scene.layout.clauses):
        return False
    names = tuple(scene.text[other.start : other.end] for other in scene.named.statuses)
    return says_no_more(scene, "recognised_as", hit.start, names)


def _is_asked_of(left: str, after: str) -> bool:
    """吃低保在哪申请, 拿低保的人要不要…; but 我吃低保还能领残补吗 tells it first."""
    asked = _ABOUT_IT.match(after)
    own = _OWN_BEFORE.search(re.sub(r"(?:吃|拿|领|享受|办|有|是)(?:着|了|的)?$", "", left))
    return asked is not None and not (own is not None and after.startswith("还"))


def _is_our_kind(left: str, phrase: str, after: str) -> bool:
    """我家低保户能不能办…, 俺们监测户有啥补助: what we are, before what is asked."""
    return (
        phrase.endswith("户")
        and re.search(r"[我俺咱]们?(?:家|这)?(?:是)?$", left) is not None
        and not re.match(r"^(?:的|不|吗|么|怎么(?:办|申))", after)
    )


def _is_entry(scene: Scene, hit: Hit[str]) -> bool:
    """男，71岁，独居，特困人员; 庄河农村低保户，58岁: a clause of its own beside other things told, and nothing asked."""
    start, end = scene.layout.clause(hit.start)
    clause = scene.text[start:end].strip(" ,，。.;；")
    beside = len(scene.text.strip()) > len(clause) + 4
    places = any_of(tuple(re.escape(scene.text[area.start : area.end]) for area in scene.named.areas if start <= area.start < hit.start))
    left = places.sub("", scene.text[start : hit.start])
    said = scene.text[hit.start : hit.end] + ("户" if scene.text[hit.end : hit.end + 1] == "户" else "")
    return (
        clause.endswith(said)
        and _OF_A_PLACE.fullmatch(left) is not None
        and (clause == scene.text[hit.start : hit.end] or scene.known.role not in ("干部", "培训"))
        and (clause == scene.text[hit.start : hit.end] or not asks(scene.layout.clause_text(min(end, len(scene.text) - 1))))
        and said.endswith(("户", "对象", "人员", "家庭"))
        and beside
        and "?" not in scene.text
    )


def _is_denied_later(scene: Scene, hit: Hit[str], after: str) -> bool:
    """低保特困都没享受过; but not 是监测户，不是低保, where the denial belongs to the next."""
    denial = _LATER_DENIAL.match(after)
    if denial is None or re.search(r"能|可以|怎么|吗|咋|钱|算|那边|不一定", denial.group()):
        return False
    end = hit.end + denial.end()
    return not any(end <= other.start <= end + 2 for other in scene.named.statuses)


def _list_before(scene: Scene, hit: Hit[str]) -> str | None:
    """不是低保、特困: what stands before the first of a list of statuses."""
    start = hit.start
    for other in reversed(scene.named.statuses):
        if other.end < start - 8:
            break
        if other.end <= start and re.fullmatch(r"[、和跟与及或,，\s]?(?:也不是|也|不是)?", scene.text[other.end : start]):
            start = other.start
    return scene.text[max(0, start - 10) : start] if start != hit.start else None


def _holders(scene: Scene, cast: Cast, hit: Hit[str]) -> Iterator[Person | None]:
    """Whose status: a person's where one is named or the status is a person's own, else the household's."""
    kind: Recognition = scene.corpus.recognitions[hit.targets[0]]
    if scene.pending is not None and scene.pending[1] == "recognised_as" and not cast.named_in_clause(hit.start):
        yield _pending_person(cast)
        return
    named = cast.named_in_clause(hit.start)
    if kind.belongs == "household":
        yield None
    elif kind.shorthand == "none" or (kind.shorthand == "single_member" and (named or not _of_household(scene, hit))):
        yield from cast.subjects(hit.start)
    elif named and not all(person.is_self for person in named):
        yield from named
    elif (
        not named
        and not hit.phrase.endswith(("户", "家庭"))
        and not _of_household(scene, hit)
        and (last := _last_told_of(scene, cast, hit))
    ):
        yield from (None if person.is_self else person for person in last)
    else:
        yield None


def _last_told_of(scene: Scene, cast: Cast, hit: Hit[str]) -> tuple[Person, ...]:
    """Who was named last, where what follows still tells of them: not 俩孩子一个上高中一个上小学，庄河农村，有低保."""
    latest = next((m for m in reversed(cast.mentions) if m.start < hit.start and not m.silent), None)
    if latest is None or (latest.pronoun and all(person.is_young for person in latest.people)):
        return ()
    placed = any(latest.end <= area.start < hit.start for area in scene.named.areas)
    return () if placed else latest.people


def _of_household(scene: Scene, hit: Hit[str]) -> bool:
    clause = scene.text[scene.layout.clause(hit.start)[0] : hit.start]
    return matches(scene.lexicon.people.household, clause)


def _pending_person(cast: Cast) -> Person | None:
    pending = cast.scene.pending
    return cast.person(pending[0]) if pending and pending[1] == "recognised_as" and pending[0] is not None else None


def _denied_person(scene: Scene, cast: Cast, hit: Hit[str]) -> Person | None:
    pending = _pending_person(cast)
    named = cast.named_in_clause(hit.start)
    if pending is not None or not named or all(person.is_self for person in named):
        return pending
    return named[0] if scene.corpus.recognitions[hit.targets[0]].belongs == "person" else None
