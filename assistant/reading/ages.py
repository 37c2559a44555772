"""Ages in completed years and months of birth; 虚岁, the animal of a year, 六十多 are asked back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.reading.numbers import Number, parse_number
from assistant.reading.people import Cast, Person
from assistant.reading.scene import Scene
from assistant.reading.told import Told, Unsure

_YEARS = re.compile(r"^\s*(?:周岁|岁半|岁数?|虚岁)")
_LIMIT_AFTER = re.compile(
    r"^\s*(?:周岁|岁)?\s*(?:\(含\))?(?:以上|以下|以内|及以上|及以下|之前|以前|起|到|至|—|-|–|~|的?(?:老人|孩子|儿童|人员)(?!家)|之后|以后)"
    r"|^\s*(?:周岁|岁)\s*(?:才|能|可以|就能|就可以|开始|时|领|行不|中不|够不|算不|给不|还能)"
)
_LIMIT_BEFORE = re.compile(r"(?:满|到|够|年满|未满|不满|[-—–~至到]|岁?到)$")
_SOON = re.compile(r"(?:快|快到|奔|将近|眼瞅着|马上|转过年|明年|过年)(?:就)?(?:到|满)?(?:虚岁)?$")
_NOW = re.compile(r"(?:今年|现年|年龄|年纪|岁数|都|已经|刚|才|今年都|整)(?:是|都|已经|刚|才|满|过|:|有)*$")
_BARE_AFTER = re.compile(r"^\s*(?:了|啦|的人了|整|,|，|。|、|;|；|!|！|\?|？|\s|$)")
_GOES_ON = re.compile(
    r"^(?:肢体|视力|听力|言语|智力|精神|多重|残疾|没|干不|身体|开始|在(?:念|上|读|家)|念|上(?:大|高|初|小|职|中专|技|幼)|高[一二三]|初[一二三]|大[一二三四](?!个)|[一二三四五六七八九]年级|小学|职高|中专|住校|[肺肝胃食肠乳]癌|癌|脑梗|脑血栓|高血压|糖尿病|尿毒症|心脏病|中风|有(?!块)|还|也|无|失业|下岗|瘫|卧床|退休|光棍|单身|独居|一个人[过住]|自己[过住]|离异|离婚|丧偶|守寡|务农|种地|打工|不能|能干|(?:还)?能(?:不能)?贷|(?:还)?能(?:不能)?上公益岗|得了?病|病了|有病|俩|仨|两[个人]|[二三四]个|都)"
)
_GROWN = 16
_OF_A_PARENT = 30
_NOT_AGE_BEFORE = re.compile(r"[挣给花交收借欠卖买涨降考走等住干来去第月号元块分批养种盖打贷罚赔补报领拿用]")
_NOMINAL = re.compile(r"虚岁|虚(?=<数>)|毛岁|属[鼠牛虎兔龙蛇马羊猴鸡狗猪](?:的)?|本命年")
_BORN = re.compile(
    r"(?P<year>(?:19|20)\d{2}|(?<!\d)\d{2}|[一二三四五六七八九零〇]{4}|[三四五六七八九零〇][一二三四五六七八九零〇])\s*(?:年|[.\-/](?=\d{1,2}))\s*"
    r"(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九正冬腊])月?(?:份)?(?:[.\-/]?\d{1,2}|[\d一二三四五六七八九十初]{1,3})?[日号]?)?\s*(?P<after>出生|生人|生的|生日|的人|生(?![活育意病产前])|的(?=$|[，。,.\s了]))?"
)
_BORN_BEFORE = re.compile(r"(?:生于|出生(?:于|在|日期|年月)?(?:是|为|:)?|生日(?:是|:)?)\s*$")
_LUNAR = re.compile(r"阴历|农历|旧历")


def read_ages(scene: Scene, cast: Cast) -> Iterator[Told | Unsure]:
    """Ages and births told, each with whom it is about."""
    born = list(_births(scene, cast))
    yield from born
    taken = [(item.start, item.end) for item in born]
    for number in scene.numbers:
        if any(start <= number.start < end for start, end in taken):
            continue
        yield from _age(scene, cast, number)
    for match in re.finditer(_NOMINAL.pattern.replace("<数>", r"\d"), scene.text):
        yield from (_unsure(scene, person, match.start(), match.end()) for person in cast.subjects(match.start())[:1])


def _age(scene: Scene, cast: Cast, number: Number) -> Iterator[Told | Unsure]:
    text = scene.text
    before, after = text[max(0, number.start - 8) : number.start], text[number.end : number.end + 12]
    if text[number.start : number.end] in ("俩", "仨", "两") or (
        number.low < 10 and any(m.start == number.end and m.people for m in cast.mentions)
    ):
        return
    if re.search(r"有(?:一)?个(?:才)?$", before) and re.match(r"^周?岁的?(?=[，。,\s]|$)", after):
        return
    if re.search(r"(?:一个|大的|小的)$", before) and not any(m.end == number.start for m in cast.mentions):
        return
    if not 0 <= number.low <= 120 or (number.high or number.low) > 120 or not _is_age(scene, cast, number, before, after):
        return
    years = _YEARS.match(after)
    end = number.end + (years.end() if years else 0)
    people = cast.subjects_of(number.start, end) if scene.text[end : end + 1] == "的" else cast.subjects(number.start)
    people = cast.all_of(number.start) or people
    if number.whole is None or _SOON.search(before) or "虚" in before + after[:3] or re.match(r"^(?:来|多)?岁?(?:左右|上下|出头)", after):
        yield from (_unsure(scene, person, number.start, end) for person in people)
    elif not scene.is_questioned(number.start, end):
        for person in people:
            child = person.is_self and number.low < _GROWN and _keeps_children(cast) and not cast.named_in_clause(number.start)
            doubtful = child or _is_too_young(person, number.low)
            yield _unsure(scene, person, number.start, end) if doubtful else Told("age", number.whole, number.start, end, person)


def _is_too_young(person: Person, years: Decimal) -> bool:
    """A parent of 11, a wife of 9: the number is somebody else's."""
    kin = person.kin
    elder = kin.relation == "parent" or (kin.person.startswith("grand") and not person.is_young)
    return years < (_OF_A_PARENT if elder else _GROWN if kin.relation == "spouse" else 0)


def _keeps_children(cast: Cast) -> bool:
    """10岁 to the question how old the one asking is, who has a child: the child's own age is as likely."""
    return any((p.known or p.member) and (p.is_young or p.kin.relation == "spouse") for p in cast.people)


def _is_age(scene: Scene, cast: Cast, number: Number, before: str, after: str) -> bool:
    if _LIMIT_AFTER.match(after) and not re.match(r"^\s*(?:周岁|岁)?\s*的?(?:老人|孩子|儿童)$", after.strip()):
        return bool(re.match(r"^\s*岁?的?(?:老人|孩子)", after)) and any(
            m.people and m.people[0].is_self for m in cast.mentions if m.start < number.start
        )
    if _YEARS.match(after):
        if _is_rule(scene, cast, number):
            return False
        return not (_LIMIT_BEFORE.search(before) and re.match(r"^\s*(?:周岁|岁)(?:才|能|可以|的)", after))
    goes_on = _GOES_ON.match(after) is not None or any(m.start == number.end and m.people for m in cast.mentions)
    whose = any(m.people and m.end == number.start for m in cast.mentions)
    adjoining = number.low >= 10 and goes_on and (whose or _NOW.search(before) is not None)
    if not (_BARE_AFTER.match(after) or adjoining) or number.low < 5 or "." in scene.text[number.start : number.end]:
        return False
    if scene.text[number.start : number.end] in ("十分", "百", "千", "万", "一", "两"):
        return False
    if _NOW.search(before) and goes_on and number.low >= 10:
        return True
    if _NOW.search(before) or _SOON.search(before):
        return not re.search(r"(?:挣|给|交|花|收入|领|拿)", scene.text[scene.layout.clause(number.start)[0] : number.start])
    named = any(m.people and m.end == number.start for m in cast.mentions) or bool(
        re.search(r"(?:老人|老太太|老头|岁数|年纪|(?:^|[，,\s])(?:本人)?[男女]性?[，,\s]?)$", before)
    )
    clause = scene.layout.clause(number.start)
    alone = scene.text[slice(*clause)].strip(" ，,。.了！!") == scene.text[number.start : number.end] and any(
        m.people and m.start < number.start for m in cast.mentions
    )
    left = scene.text[clause[0] : number.start]
    if re.match(r"^\s*(?:了|啦|的人了)", after) and 16 <= number.low <= 110 and left and not _NOT_AGE_BEFORE.search(left):
        return True
    starts_clause = scene.layout.clause(number.start)[0] == number.start and re.match(r"^\s*(?:了|啦|的人了)", after)
    pending = scene.pending is not None and scene.pending[1] in ("age", "born") and number.low >= 1
    if alone and number.low >= 5 and (scene.pending is None or scene.pending[1] in ("age", "born")):
        return True
    return (named and number.low >= 3) or bool(starts_clause and 10 <= number.low <= 110) or (pending and len(scene.text) < 16)


def _is_rule(scene: Scene, cast: Cast, number: Number) -> bool:
    """管到6岁还是7岁, 放宽到几岁: an age of a rule, where nobody is named and something is asked."""
    start, end = scene.layout.sentence(number.start)
    sentence = scene.text[start:end]
    named = any(m.people and start <= m.start < end for m in cast.mentions) or re.search(r"[我俺咱他她]|老人家|老太太|老头", sentence)
    pending = scene.pending is not None and scene.pending[1] in ("age", "born")
    if pending:
        return False
    if re.search(r"(?:满|够|过了?|到了?)$", sentence[: number.start - start]) and re.match(
        r"^\s*周?岁(?!了)[^，。,]{0,12}(?:还[给能有要]|就没|给不|能不|行不|吗|么|怎么)", sentence[number.end - start :]
    ):
        return True
    if re.match(r"^\s*周?岁的?(?:和|跟|与|、|还是)", sentence[number.end - start :]) or re.search(
        r"岁的?(?:和|跟|与|、|还是)$", sentence[: number.start - start]
    ):
        return not named
    if named or scene.known.members:
        return False
    return bool(re.search(r"(?:管|放宽|延长|满|不满|超过?|大于|小于|过)(?:到|至|了)?$|还是$", sentence[: number.start - start])) or (
        scene.is_teaching
        and re.search(r"[?？吗]|多少|哪|怎么|几|条件|规定", sentence) is not None
        and not re.match(r"^\s*(?:周?岁)?(?:了|，|,|、)", sentence[number.end - start :])
    )


def _unsure(scene: Scene, person: Person, start: int, end: int) -> Unsure:
    return Unsure(scene.lexicon.answers.asks.get("age", ""), start, end, "age", person)


def _births(scene: Scene, cast: Cast) -> Iterator[Told | Unsure]:
    for match in _BORN.finditer(scene.text):
        before = scene.text[max(0, match.start() - 8) : match.start()]
        pending = scene.pending is not None and scene.pending[1] in ("born", "age")
        if not (
            match.group("after") not in (None, "的")
            or _BORN_BEFORE.search(before)
            or pending
            or (match.group("after") and _is_named(cast, match.start()))
        ):
            continue
        year, month = _year(match.group("year"), scene.known.today.year), _month(match.group("month"))
        if year is None:
            continue
        person = cast.subjects(match.start())[0]
        clause = scene.text[max(0, match.start() - 12) : match.end() + 8]
        if month is None or _LUNAR.search(clause):
            yield Unsure(scene.lexicon.answers.asks.get("born", ""), match.start(), match.end(), "born", person)
        else:
            yield Told("born", f"{year:04d}-{month:02d}", match.start(), match.end(), person)


def _is_named(cast: Cast, at: int) -> bool:
    return any(m.people and m.end == at for m in cast.mentions)


def _year(said: str, this_year: int) -> int | None:
    read = parse_number(said) if not said.isdigit() else None
    digits = said if said.isdigit() else "".join(str("零一二三四五六七八九".find(c.replace("〇", "零"))) for c in said)
    if read is None and not digits.isdigit():
        return None
    value = int(digits)
    if value < 100:
        value += 2000 if value <= this_year % 100 else 1900
    return value if 1900 <= value <= this_year else None


def _month(said: str | None) -> int | None:
    if said is None:
        return None
    value = {"正": 1, "冬": 11, "腊": 12}.get(said)
    if value is None:
        read = parse_number(said)
        value = int(read[0]) if read else None
    return value if value is not None and 1 <= value <= 12 else None
