"""Amounts: income by month or year, per head or household, pensions, own spending; the rest is left alone.

What the words around an amount leave open (month or year, sold or earned) is asked back, never picked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reading.money_words import UNIT, Frame, find_frame
from assistant.reading.numbers import Number
from assistant.reading.patterns import compiled, matches
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene
from assistant.reading.told import Told, Unsure, span_of
from corpus.schema import Word
from corpus.terms import Hit

_BARE_END = re.compile(r"^\s*(?:来|多|左右|上下|吧|了|呢|啊|的样子|出头|够|能|算|超|行|,|。|;|!|\?|、|\s|$)")
_NOT_MONEY = re.compile(
    r"^\s*(?:周?岁|口|个(?!月)|位|名|人(?!均|民币)|户|年(?!收入|纯|均)|月(?!收入|挣|开)|[日号天]|级|亩|垧|斤|头|只|间|平|米|公里|条|款|项|份|张|倍|%|成(?!收)|点|次|回|趟|道"
    r"|家|楼|栋|世|儿子|闺女|孩子|分钟|小时|台|辆|套|床|棵|队|组|村|镇|区|县|市|路|后|前)"
)
_NOTHING_ELSE = re.compile(
    r"(?:没|没有|无|再没|再没有)(?:啥|什么|有)?(?:别的|其他|其它|另外的?|旁的)(?:的)?(?:收入|进项|来源|钱|进账)?"
    r"|(?:别的|其他|其它)(?:的)?(?:收入|进项|钱|来源|进账)?(?:也|都|就|再|啥都)*(?:没|一分没)(?!办|享受)"
)
_MONEY_KEYS = (
    "monthly_income",
    "monthly_income_per_head",
    "annual_net_income_per_head",
    "income_12m",
    "rigid_expenditure_12m",
    "wages",
    "pension_income",
)


def read_money(scene: Scene, cast: Cast, taken: list[tuple[int, int]], size_one: bool) -> Iterator[Told | Unsure]:
    """Amounts told; ``taken`` are spans other readers have used, ``size_one``: the household is one person."""
    previous_end = 0
    previous: Frame | None = None
    for number in scene.numbers:
        if any(start <= number.start < end for start, end in taken) or not _may_be_money(scene, number):
            continue
        frame = find_frame(scene, number, previous_end, previous)
        if frame is None:
            continue
        previous_end, previous = number.end, frame
        yield from _told(scene, cast, number, frame, size_one)


def _may_be_money(scene: Scene, number: Number) -> bool:
    after = scene.text[number.end : number.end + 6]
    if number.low == number.high == 1 and re.match(r"^块(?!钱)", after):
        return False
    if UNIT.match(after):
        return True
    if _NOT_MONEY.match(after) or number.low < 10:
        return number.low == 0 and bool(re.match(r"^\s*(?:元|块)", after))
    if re.search(r"(?:第|〔|\[|\(|N|L|F|号|-|/)$", scene.text[max(0, number.start - 1) : number.start]) or re.match(
        r"^\s*[〕\]/.\-]", after
    ):
        return False
    return bool(_BARE_END.match(after)) or bool(re.match(r"^\s*(?:的|养|过|花|就|工资|收入|退休|养老|自己|自费|自付|全自)", after))


def _told(scene: Scene, cast: Cast, number: Number, frame: Frame, size_one: bool) -> Iterator[Told | Unsure]:
    words = scene.lexicon.money
    pending = scene.pending[1] if scene.pending and scene.pending[1] in _MONEY_KEYS else _told_before(scene, frame)
    start, end = number.start, number.end + len(m.group()) if (m := UNIT.match(scene.text[number.end : number.end + 6])) else number.end
    if frame.kind or frame.period or frame.per_head or frame.household:
        start = max(scene.layout.clause(start)[0], start - 14)
    if (
        frame.kind != "spent"
        and _OF_A_PARENT.search(scene.text[scene.layout.clause(number.start)[0] : number.start])
        and not cast.named_in_clause(number.start)
    ):
        return
    if 0 < number.low < _LEAST and not (frame.unit or frame.kind or frame.period):
        return
    if frame.kind == "other" or (frame.kind is None and pending is None and not _is_income(scene, frame, number.start)):
        return
    if scene.is_questioned(number.start, end) and pending is None and not re.search(r"如果|要是|假如", scene.text):
        return
    value = span_of(number)
    key = _key(frame, pending)
    if value is None:
        yield Unsure(words.ask_amount, start, end, key if isinstance(key, str) else None)
    elif frame.kind == "gross":
        yield Unsure(words.ask_gross, start, end, "annual_net_income_per_head" if frame.per_head else "income_12m")
    elif frame.kind == "spent":
        yield from _spent(scene, number, frame, pending, start, end)
    elif key is None:
        if not _belongs_to_absent(cast, number.start):
            yield _asked_period(scene, frame, start, end)
    else:
        yield from _income(cast, number, frame, key, start, end, size_one or _is_alone(cast), pending)


_OF_A_PARENT = re.compile(r"(?<!孩子)(?<!孩)(?<!孩儿)[他她](?:亲|后)?(?:爸|妈|爹|娘)")
"""他爸在外地打工一年给两千: of a child's father, who is not of the household."""
_LEAST = 100
"""Below it a bare number is no sum of money."""
_IN_ALL = re.compile("一年|全年|一个?月|总共|一共")
"""去年一年一万五 tells an income; 去年村里给了两千 does not."""


def _is_income(scene: Scene, frame: Frame, at: int) -> bool:
    return (
        frame.per_head
        or (
            frame.period in ("last_year", "last_year_month")
            and not _names_something(scene, at)
            and _IN_ALL.search(scene.layout.clause_text(at)) is not None
        )
        or (frame.period in ("month", "year") and (frame.household or frame.unit or not _names_something(scene, at)))
        or bool(scene.known.told and frame.household)
    )


def _names_something(scene: Scene, at: int) -> bool:
    """Whether the message names what an amount may be of; where it tells how many live together, only beside the amount."""
    named = scene.named
    hits = [*named.topics, *named.bodies, *named.documents, *named.statuses, *(w for w in named.words if _has_matter(w))]
    if scene.known.size is None and not any(compiled(size).search(scene.text) for size in scene.lexicon.people.sizes):
        return bool(hits)
    start, end = scene.layout.clause(at)
    start = scene.layout.clause(start - 1)[0] if start else start
    return any(start <= hit.start < end for hit in hits)


def _has_matter(hit: Hit[Word]) -> bool:
    """俩, 三口人 are everyday words that name nothing one may ask for."""
    return any(word.topic or word.ask for word in hit.targets)


def _asked_period(scene: Scene, frame: Frame, start: int, end: int) -> Unsure:
    """What an amount leaves open: month or year, or what last year's or a day's comes to now."""
    words = scene.lexicon.money
    if frame.period == "last_year":
        return Unsure(words.ask_last_year, start, end, "annual_net_income_per_head" if frame.per_head else "income_12m")
    questions = {"day": words.ask_day, "last_year_month": words.ask_last_year_month}
    question = questions.get(frame.period or "", words.ask_period)
    return Unsure(question, start, end, "monthly_income_per_head" if frame.per_head else "monthly_income")


def _is_alone(cast: Cast) -> bool:
    return cast.scene.known.size == 1


def _told_before(scene: Scene, frame: Frame) -> str | None:
    """如果人均1269, 不对，是1300: the one income told before, of the same kind."""
    told = [path for path in scene.known.told if path in _MONEY_KEYS]
    if frame.per_head:
        told = [path for path in told if path.endswith("per_head")]
    elif frame.household:
        told = [path for path in told if not path.endswith("per_head")]
    elif not matches((*scene.lexicon.intents.hypothetical, *scene.lexicon.intents.correction), scene.text):
        return None
    return told[0] if len(told) == 1 else None


def _belongs_to_absent(cast: Cast, at: int) -> bool:
    people = cast.named_in_clause(at)
    return bool(people) and all(person.barred for person in people)


def _key(frame: Frame, pending: str | None) -> str | None:
    """The fact an income would be; None where month or year was not said."""
    if frame.period == "month":
        return "monthly_income_per_head" if frame.per_head else "monthly_income"
    if frame.period == "year":
        return "annual_net_income_per_head" if frame.per_head else "income_12m"
    if frame.period is None and pending is not None:
        if frame.per_head and pending in ("monthly_income", "monthly_income_per_head"):
            return "monthly_income_per_head"
        if frame.household and pending == "monthly_income_per_head":
            return "monthly_income"
        return pending
    return None


def _spent(scene: Scene, number: Number, frame: Frame, pending: str | None, start: int, end: int) -> Iterator[Told | Unsure]:
    """Own spending counts only for the last twelve months and only where it is clear that it was their own share."""
    near = scene.text[max(scene.layout.sentence(number.start)[0], number.start - 24) : number.end]
    own = re.search(r"自(?:己)?(?:掏|付|出|拿)|刚性支出", near)
    if pending == "rigid_expenditure_12m" or (own and frame.period == "year"):
        yield Told("rigid_expenditure_12m", span_of(number), start, end)
    else:
        yield Unsure(scene.lexicon.money.ask_own_share, start, end, "rigid_expenditure_12m")


def _income(
    cast: Cast, number: Number, frame: Frame, key: str, start: int, end: int, alone: bool, pending: str | None
) -> Iterator[Told | Unsure]:
    """Whose income: the household's, unless a person is named in the same clause."""
    value = span_of(number)
    people = cast.named_in_clause(number.start)
    latest = cast.last_named(number.start)
    household = frame.household and frame.household_at >= cast.last_start(number.start)
    if not people and not frame.household and latest and (frame.carried or all(person.barred for person in latest)):
        people = latest
    if people and all(person.barred for person in people):
        if frame.kind != "pension":
            return
        people = ()
    if key == "monthly_income" and alone and frame.by_rule:
        yield Told("monthly_income_per_head", value, start, end)
    elif frame.kind == "pension" and key == "monthly_income" and not household and _NOTHING_ELSE.search(cast.scene.text):
        own = people or tuple(p for p in cast.subjects(number.start) if not p.barred) or (cast.person(0),)
        if alone and pending == key:
            yield Told(key, value, start, end)
        elif len(own) == 1:
            yield Told(key, value, start, end, own[0])
        else:
            yield Told("pension_income", value, start, end)
    elif frame.kind == "pension" and key == "monthly_income":
        person = None if alone else _one(people)
        yield (
            Told("pension_income", value, start, end)
            if person is None or household
            else Told("receives", {"养老金": value}, start, end, person)
        )
    elif frame.kind == "support" and key == "monthly_income":
        yield Told("support_received", value, start, end)
    elif frame.kind == "rent" and key == "monthly_income":
        yield Told("rent_income", value, start, end)
    elif frame.kind == "rent" or frame.kind == "support" or (frame.kind == "pension" and key == "income_12m"):
        return
    elif (
        key in ("monthly_income", "income_12m") and (person := _one(people)) is not None and not household and not frame.sole and not alone
    ):
        if key == "monthly_income":
            yield Told("monthly_income", value, start, end, person)
    else:
        yield Told(key, value, start, end)
        if key == "monthly_income" and not alone and pending is None and (other := _might_be(cast, number, frame)) is not None:
            yield Unsure(cast.scene.lexicon.money.ask_whose.format(who=other.label), start, end, key, other)


def _might_be(cast: Cast, number: Number, frame: Frame) -> Person | None:
    """老伴61，一个月收入1600: whoever was named in the clause right before may be meant, not the household."""
    if frame.household or frame.sole or frame.per_head or frame.kind != "income":
        return None
    layout = cast.scene.layout
    start = layout.clause(number.start)[0]
    if start == 0 or layout.sentence(start)[0] == start:
        return None
    before = layout.clause(start - 1)[0]
    named = [m for m in cast.mentions if before <= m.start < start and not m.silent]
    others = [p for m in named for p in m.people if not p.is_self and not p.barred]
    return others[0] if len(others) == 1 and len(named) == 1 and named[0].start == before else None


def _one(people: tuple[Person, ...]) -> Person | None:
    return people[0] if len(people) == 1 else None
