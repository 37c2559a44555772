"""Practice questions for trainers, their keys computed from the responsibility matrix (练习题).

Deterministic by seed. Every question is tied to the clause it tests, every wrong option is wrong for a stated reason.

Source: plan#二(一) plan#二(二) plan#二(三) plan#三
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from corpus.clauses import Clause
from corpus.corpus import Corpus
from corpus.dated import Strict
from tools.departments import find_bodies_in_lists, name_today

Kind = Literal["not_in_list", "in_which_list", "how_many", "in_all_lists", "lead_named", "today_name", "outside"]


class Option(Strict):
    """One option with why it is right or wrong."""

    text: str
    right: bool
    why: str


class Question(Strict):
    """One single-choice question with its computed key."""

    id: str
    kind: Kind
    stem: str
    options: tuple[Option, ...]
    clauses: tuple[str, ...]

    @property
    def key(self) -> str:
        """Letter of the right option."""
        return "ABCDEF"[next(i for i, option in enumerate(self.options) if option.right)]


def make_questions(count: int, seed: int, as_of: date, *, corpus: Corpus) -> tuple[Question, ...]:
    """Questions over the responsibility matrix, kinds taking turns, no two the same.

    Args:
        count: how many; fewer come back when the matrix has no more.
        seed: the same seed gives the same questions.
        as_of: the day whose names are asked for.
    """
    chance = random.Random(seed)
    streams = [stream(corpus, as_of, chance) for stream in _STREAMS]
    made: list[Question] = []
    while streams and len(made) < count:
        stream = streams.pop(0)
        question = next(stream, None)
        if question is not None:
            made.append(question.model_copy(update={"id": f"q{seed}-{len(made) + 1}"}))
            streams.append(stream)
    return tuple(made)


def _question(kind: Kind, stem: str, options: list[Option], clauses: tuple[str, ...], chance: random.Random) -> Question:
    shuffled = options[:]
    chance.shuffle(shuffled)
    return Question(id="", kind=kind, stem=stem, options=tuple(shuffled), clauses=clauses)


def _short(clause: Clause) -> str:
    return clause.clause


def _shuffled(items: list[Clause], chance: random.Random) -> list[Clause]:
    copy = items[:]
    chance.shuffle(copy)
    return copy


def _measures(corpus: Corpus) -> list[Clause]:
    return [corpus.clauses[ref] for ref in corpus.measures]


def _not_in_list(corpus: Corpus, as_of: date, chance: random.Random) -> Iterator[Question]:
    """Which of these is not in the list of a section."""
    for measure in _shuffled(_measures(corpus), chance):
        holder = corpus.list_clause(measure.ref)
        if holder is None:
            continue
        means = {corpus.bodies[e].same_as or e for e in holder.entries}
        others = {e for c in corpus.lists() for e in c.entries if (corpus.bodies[e].same_as or e) not in means}
        wrong_body = chance.choice(sorted(others))
        homes = [c for c in corpus.lists() if wrong_body in c.entries]
        listed = chance.sample([e for e in holder.entries if corpus.bodies[e].kind != "territorial"], 3)
        options = [Option(text=e, right=False, why=f"在 {_short(holder)} 的名单里") for e in listed]
        options.append(
            Option(text=wrong_body, right=True, why=f"在 {'、'.join(map(_short, homes))} 的名单里，不在 {_short(holder)} 的名单里")
        )
        yield _question(
            "not_in_list",
            f"措施“{measure.heading}”（{_short(measure)}）的责任单位名单里，没有下面哪一个？",
            options,
            (holder.ref, *(home.ref for home in homes)),
            chance,
        )


def _in_which_list(corpus: Corpus, as_of: date, chance: random.Random) -> Iterator[Question]:
    """In which section's list a body that stands in one only is to be found."""
    single = list(find_bodies_in_lists(as_of, corpus=corpus, times=1).bodies)
    chance.shuffle(single)
    for body in single:
        home = next(c for c in corpus.lists() if body in c.entries)
        options = [
            Option(
                text=f"{_short(c)} {c.heading}", right=c.ref == home.ref, why=f"{'名单里有' if c.ref == home.ref else '名单里没有'} {body}"
            )
            for c in corpus.lists()
        ]
        yield _question("in_which_list", f"“{body}”出现在哪一份责任单位名单里？", options, (home.ref,), chance)


def _how_many(corpus: Corpus, as_of: date, chance: random.Random) -> Iterator[Question]:
    """How many entries a list has."""
    lists = corpus.lists()
    for holder in _shuffled(list(lists), chance):
        right = len(holder.entries)
        options = [Option(text=f"{right} 个", right=True, why=f"{_short(holder)} 的名单数下来是 {right} 个")]
        for other in lists:
            number = len(other.entries)
            if other.ref != holder.ref and number != right:
                options.append(Option(text=f"{number} 个", right=False, why=f"这是 {_short(other)} 名单的个数"))
        yield _question(
            "how_many",
            f"{_short(holder)}“{holder.heading}”之后的责任单位名单一共列了多少个（含两类地方）？",
            options[:4],
            (holder.ref,),
            chance,
        )


def _in_all_lists(corpus: Corpus, as_of: date, chance: random.Random) -> Iterator[Question]:
    """Which body stands in every list."""
    answer = find_bodies_in_lists(as_of, corpus=corpus, times=len(corpus.lists()))
    everywhere = [b for b in answer.bodies if corpus.bodies[b].kind != "territorial"]
    chance.shuffle(everywhere)
    some = [b for b in find_bodies_in_lists(as_of, corpus=corpus, at_least=2).bodies if b not in answer.bodies]
    for body in everywhere:
        picked = chance.sample(some, 3)
        options = [Option(text=body, right=True, why=f"{len(corpus.lists())} 份名单里都有")]
        for other in picked:
            absent = "、".join(_short(c) for c in corpus.lists() if other not in c.entries)
            options.append(Option(text=other, right=False, why=f"{absent} 的名单里没有"))
        yield _question(
            "in_all_lists",
            f"下面哪个单位在方案的 {len(corpus.lists())} 份名单里都有？",
            options,
            tuple(c.ref for c in corpus.lists()),
            chance,
        )


def _today_name(corpus: Corpus, as_of: date, chance: random.Random) -> Iterator[Question]:
    """What a renamed body is called on the day."""
    listed = dict.fromkeys(e for c in corpus.lists() for e in c.entries)
    names = [name_today(corpus, body, as_of) for body in listed if corpus.bodies[body].kind != "territorial"]
    renamed = [n for n in names if n.name and n.changed and n.same_as is None]
    plain = [n.name for n in names if n.name and not n.changed]
    chance.shuffle(renamed)
    for name in renamed:
        home = next(c for c in corpus.lists() if name.body in c.entries)
        options = [Option(text=str(name.name), right=True, why=name.basis)]
        options += [Option(text=str(p), right=False, why="这是另一个单位的名称") for p in chance.sample(sorted(str(p) for p in plain), 3)]
        yield _question("today_name", f"方案里写的“{name.as_written}”，{as_of.isoformat()} 叫什么？", options, (home.ref,), chance)


def _outside(corpus: Corpus, as_of: date, chance: random.Random) -> Iterator[Question]:
    """Which body's function is near although it is not in the list."""
    found = [(m, lead) for m in corpus.measures.values() for lead in m.leads if lead.outside and lead.task]
    chance.shuffle(found)
    for measure, lead in found:
        holder = corpus.list_clause(measure.clause)
        if holder is None:
            continue
        body = lead.outside[0]
        listed = chance.sample([e for e in holder.entries if corpus.bodies[e].kind != "territorial"], 3)
        options = [Option(text=body, right=True, why=f"按职能相关（推断），但 {_short(holder)} 的名单里没有它")]
        options += [Option(text=e, right=False, why=f"在 {_short(holder)} 的名单里") for e in listed]
        stem = f"“{lead.task}”写在 {corpus.clauses[measure.clause].clause}，下面哪个单位按职能相关、却不在这一节的名单里？"
        yield _question("outside", stem, options, (measure.clause, holder.ref), chance)


def _lead_named(corpus: Corpus, as_of: date, chance: random.Random) -> Iterator[Question]:
    """Whether the plan names a lead for a measure (it never does)."""
    for measure in _shuffled(_measures(corpus), chance):
        holder = corpus.list_clause(measure.ref)
        if holder is None:
            continue
        picked = chance.sample([e for e in holder.entries if corpus.bodies[e].kind != "territorial"], 3)
        options = [
            Option(text="方案没有指定牵头单位，名单写的是按职责分工负责", right=True, why=f"{_short(holder)} 的名单末尾写“按职责分工负责”")
        ]
        options += [Option(text=e, right=False, why="在名单里，但方案没有写它牵头；牵头只能是推断") for e in picked]
        yield _question(
            "lead_named", f"方案指定哪个单位牵头“{measure.heading}”（{_short(measure)}）？", options, (measure.ref, holder.ref), chance
        )


_STREAMS: tuple[Callable[[Corpus, date, random.Random], Iterator[Question]], ...] = (
    _not_in_list,
    _in_which_list,
    _lead_named,
    _outside,
    _today_name,
    _how_many,
    _in_all_lists,
)
