"""One thing changed in a real reply: is it noticed, and does the unchanged reply pass?

The changes are made here with string tools of their own; nothing is shared with the checker. A new value is foreign: it
stands nowhere in what the tools handed over, in the clauses they cite or in what the user said.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from assistant.proof.prove import prove
from corpus.corpus import Corpus

Change = Callable[[str, str, Corpus, random.Random], str | None]
UNITS = "元|人|周岁|岁|天|个工作日|工作日|%|倍|个月|户|个|项|份|亩|次|平方米"
FIGURE = re.compile(rf"(?<![\d.,〔-])(\d+(?:\.\d+)?)(?=\s?(?:{UNITS}))")
DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})-(\d\d)-(\d\d)|(?<!\d)(20\d\d)年(?!\d)")
CLAUSE = re.compile(r"第(\d+)条|([一二三])\(([一二三四五六])\)(\d)?")
HAN = "零一二三四五六七八九十"


def sources(case, corpus: Corpus) -> str:  # type: ignore[no-untyped-def]
    """Everything the reply may rest on, as one string."""
    texts = [repr(case.artifacts), case.text, *case.said, case.day.isoformat(), f"{case.day.year}年"]
    texts += [repr(corpus.documents[ref]) for ref in set(re.findall(r"['（]?([A-Za-z]+\d*)#", texts[0])) if ref in corpus.documents]
    for artifact in case.artifacts:
        for ref in artifact.refs:
            clause = corpus.clauses[ref]
            texts += [repr(clause), repr(corpus.documents[clause.document])]
    for programme in corpus.programmes.values():
        if programme.id in case.text:
            texts += [repr(programme.procedure), programme.gives, programme.related_why or "", *programme.related]
    return "\n".join(texts)


def _swap(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def change_figure(text: str, known: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Another number before the same unit."""
    spots = list(FIGURE.finditer(text))
    if not spots:
        return None
    spot = chance.choice(spots)
    old = float(spot[1])
    for _ in range(40):
        new = str(round(old * chance.uniform(0.4, 2.5)) + chance.randint(1, 9)) if old >= 10 else str(chance.randint(2, 29))
        han = HAN[int(new)] if int(new) <= 10 else None
        if new != spot[1] and not re.search(rf"(?<!\d){new}(?!\d)", known) and not (han and han in known):
            return _swap(text, spot.start(1), spot.end(1), new)
    return None


def change_date(text: str, known: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Another year, month or day in the same form."""
    spots = list(DATE.finditer(text))
    if not spots:
        return None
    spot = chance.choice(spots)
    for _ in range(40):
        if spot[7]:
            new = f"{chance.randint(2009, 2034)}年"
            foreign = new[:4] not in known
        else:
            year, month, day = (int(spot[i] or spot[i + 3]) for i in (1, 2, 3))
            part = chance.choice("ymd")
            year, month, day = {
                "y": (year + chance.choice((-2, -1, 1, 2)), month, day),
                "m": (year, chance.randint(1, 12), day),
                "d": (year, month, chance.randint(1, 28)),
            }[part]
            iso, words = f"{year}-{month:02d}-{day:02d}", f"{year}年{month}月{day}日"
            new = words if spot[1] else iso
            foreign = iso not in known and words not in known and f"datetime.date({year}, {month}, {day})" not in known
        if foreign and new != spot[0]:
            return _swap(text, spot.start(), spot.end(), new)
    return None


def change_body(text: str, known: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Another body, none of whose names stands anywhere."""
    names = sorted(((name, b.id) for b in corpus.bodies.values() for name in (b.id, b.full_name)), key=lambda n: -len(n[0]))
    spots = [(text.find(name), name) for name, _ in names if len(name) > 3 and name in text]
    if not spots:
        return None
    at, name = chance.choice(spots)
    foreign = [
        b.full_name
        for b in corpus.bodies.values()
        if b.kind != "unit" and not any(n and n in known for n in (b.id, b.full_name, *b.aliases, *(s.name for s in b.names)))
    ]
    return _swap(text, at, at + len(name), chance.choice(foreign)) if foreign else None


def change_programme(text: str, known: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Another programme, no phrase for which stands anywhere."""
    topics = {t.programme: t for t in corpus.topics.values() if t.programme and t.programme in (t.id, *t.words)}
    spots = [(text.find(name), name) for name in topics if name and name in text]
    if not spots:
        return None
    at, name = chance.choice(spots)
    foreign = [other for other, t in topics.items() if other and not any(word in known for word in (other, *t.words))]
    return _swap(text, at, at + len(name), chance.choice(foreign)) if foreign else None


def change_clause(text: str, known: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Another article or another item of the plan."""
    spots = list(CLAUSE.finditer(text))
    if not spots:
        return None
    spot = chance.choice(spots)
    for _ in range(40):
        if spot[1]:
            new = f"第{chance.randint(1, 98)}条"
            han = f"第{_han(int(new[1:-1]))}条"
            foreign = new not in known and han not in known
        else:
            new = f"{chance.choice('一二三')}({chance.choice('一二三四五六七')}){chance.randint(1, 9) if spot[4] else ''}"
            foreign = new not in known and new.replace("(", "（").replace(")", "）") not in known
        if foreign:
            return _swap(text, spot.start(), spot.end(), new)
    return None


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{HAN[tens]}十"
    return head + (HAN[ones] if ones else "")


CHANGES: dict[str, Change] = {
    "figure": change_figure,
    "date": change_date,
    "body": change_body,
    "programme": change_programme,
    "clause": change_clause,
}


def test_honest_replies_pass(cases, corpus) -> None:  # type: ignore[no-untyped-def]
    """At most one reply in a hundred loses a sentence."""
    refused = {case.name: proven.withheld for case in cases if (proven := prove(case.text, case.evidence, corpus)).withheld}
    assert len(cases) >= 150
    assert len(refused) <= len(cases) * 0.01, list(refused.items())[:5]


@pytest.mark.parametrize("kind", CHANGES)
def test_changed_replies_are_caught(cases, corpus, kind: str) -> None:  # type: ignore[no-untyped-def]
    """At least 99 of 100 foreign values are noticed."""
    seen, missed = measure(cases[::3], corpus, kind, seed=7)
    assert seen[kind] >= 100
    assert len(missed) <= seen[kind] * 0.01, missed[:5]


def measure(cases, corpus: Corpus, kind: str, seed: int) -> tuple[Counter[str], list[tuple[str, str]]]:  # type: ignore[no-untyped-def]
    """How many changes were made, and the ones nobody noticed: (reply, sentence that should have been withheld)."""
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    for case in cases:
        if prove(case.text, case.evidence, corpus).withheld:
            continue
        changed = CHANGES[kind](case.text, sources(case, corpus), corpus, chance)
        if changed is None:
            continue
        seen[kind] += 1
        if not prove(changed, case.evidence, corpus).withheld:
            lines = [new for old, new in zip(case.text.split("\n"), changed.split("\n"), strict=False) if old != new]
            missed.append((case.name, lines[0][:200] if lines else ""))
    return seen, missed
