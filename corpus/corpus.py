"""The Corpus: everything known, frozen, with its look-ups by name and by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from corpus.clauses import Clause
from corpus.combination import Combination
from corpus.dated import Force, force_on
from corpus.errors import DateError, NotInForceError, UnknownNameError
from corpus.figures import Figure, figure_on
from corpus.lexicon_schema import Kin, Lexicon
from corpus.official_text import OfficialText
from corpus.rule import Programme, Reading
from corpus.schema import Area, AreaGroup, Body, CalendarFile, Document, Measure, Parameter, Recognition, Service, Topic, Withdrawal, Word
from corpus.terms import PhraseBook
from corpus.text import squeeze
from corpus.yaml_file import nearest

FIRST_DAY = date(2015, 1, 1)
LAST_DAY = date(2035, 12, 31)
MOST_FIGURES = 20_000
"""The days the registers can speak about: the oldest figures, and the plan's long-term aim."""


@dataclass(frozen=True)
class Corpus:
    """All registers, by id. ``hash`` changes whenever any data file does."""

    hash: str
    documents: Mapping[str, Document]
    texts: Mapping[str, OfficialText]
    clauses: Mapping[str, Clause]
    programmes: Mapping[str, Programme]
    bodies: Mapping[str, Body]
    measures: Mapping[str, Measure]
    services: Mapping[str, Service]
    topics: Mapping[str, Topic]
    words: tuple[Word, ...]
    areas: Mapping[str, Area]
    groups: Mapping[str, AreaGroup]
    recognitions: Mapping[str, Recognition]
    calendar: CalendarFile
    parameters: Mapping[str, Parameter]
    withdrawn: tuple[Withdrawal, ...] = field(default=())
    combinations: Mapping[str, Combination] = field(default_factory=dict)
    programme_names: tuple[str, ...] = field(default=())
    lexicon: Lexicon = field(default_factory=Lexicon)

    def __getstate__(self) -> dict[str, object]:
        """Only the fields: what was computed from them on demand is not kept."""
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)

    # -- by name -------------------------------------------------------------------------------------------------

    @cached_property
    def area_names(self) -> PhraseBook[str]:
        """Every name of an area or group of areas -> its id."""
        entries = [(name, a.id) for a in self.areas.values() for name in (a.id, *a.aliases, *a.former_names)]
        entries += [(name, g.id) for g in self.groups.values() for name in (g.id, *g.aliases)]
        return PhraseBook(entries)

    @cached_property
    def body_names(self) -> PhraseBook[str]:
        """Every name of a body, past and present -> its id."""
        entries = []
        for body in self.bodies.values():
            names = {body.id, body.full_name, *body.aliases, *(span.name for span in body.names if span.name)}
            entries += [(name, body.id) for name in names]
        return PhraseBook(entries)

    @cached_property
    def topic_names(self) -> PhraseBook[str]:
        """Every phrase that names a topic -> its id."""
        return PhraseBook((word, topic.id) for topic in self.topics.values() for word in (topic.id, *topic.words))

    @cached_property
    def document_names(self) -> PhraseBook[str]:
        """Titles, short names and numbers of documents -> their id."""
        entries = []
        for document in self.documents.values():
            names = [document.title, *document.aliases] + ([document.number] if document.number else [])
            entries += [(name, document.id) for name in names]
        return PhraseBook(entries)

    @cached_property
    def recognition_names(self) -> PhraseBook[str]:
        """Names of recognised statuses -> their id."""
        return PhraseBook((name, r.id) for r in self.recognitions.values() for name in (r.id, r.full_name, *r.aliases))

    @cached_property
    def word_names(self) -> PhraseBook[Word]:
        """Everyday words -> what they stand for."""
        return PhraseBook((say, word) for word in self.words for say in word.say)

    @cached_property
    def kin_names(self) -> PhraseBook[Kin]:
        """Words for people -> whom they mean."""
        return PhraseBook((say, kin) for kin in self.lexicon.people.kin for say in kin.say)

    def area(self, name: str) -> Area:
        """The area called ``name`` (id or alias).

        Raises:
            UnknownNameError: with the nearest names.
        """
        for identifier in self.area_names.exact(name):
            if identifier in self.areas:
                return self.areas[identifier]
        close = _nearest_ids(name, self.area_names, self.areas)
        raise UnknownNameError(
            f"'{name}' 不是登记的地区",
            where="area",
            mend=f"是不是 {'、'.join(close)}？" if close else "请写大连的区、市、县，如 庄河市",
            nearest=close,
        )

    def body(self, name: str) -> Body:
        """The body called ``name`` (id, full name, alias, former or later name).

        Raises:
            UnknownNameError: with the nearest names.
        """
        found = self.body_names.exact(name)
        if found:
            return self.bodies[found[0]]
        close = _nearest_ids(name, self.body_names, self.bodies)
        raise UnknownNameError(
            f"'{name}' 不是登记的部门",
            where="body",
            mend=f"是不是 {'、'.join(close)}？" if close else "请写方案里的名称，如 市民政局",
            nearest=close,
        )

    def clause(self, ref: str) -> Clause:
        """The clause behind a reference.

        Raises:
            UnknownNameError: no such clause, with the nearest of the same document.
        """
        found = self.clauses.get(ref) or self.clauses.get(_ascii_ref(ref))
        if found is not None:
            return found
        document = ref.split("#")[0]
        close = nearest(ref, tuple(r for r in self.clauses if r.startswith(f"{document}#")))
        raise UnknownNameError(
            f"没有条款 {ref}",
            where="clause",
            mend=f"是不是 {'、'.join(close)}？" if close else "条款写作 文件号#条款，如 plan#二(一)2",
            nearest=close,
        )

    def document_of(self, ref: str) -> Document:
        """The document a reference points into."""
        return self.documents[ref.split("#")[0]]

    # -- by day --------------------------------------------------------------------------------------------------

    def reading(self, programme: str, day: date) -> Reading:
        """The rule of a programme as it stands on ``day``.

        Raises:
            UnknownNameError: no such programme has a rule.
            NotInForceError: it has none on that day.
        """
        found = self.programmes.get(programme)
        if found is None:
            close = nearest(programme, tuple(self.programmes))
            raise UnknownNameError(
                f"项目 '{programme}' 没有规则",
                where="programme",
                mend=f"是不是 {'、'.join(close)}？" if close else "见 xianjie corpus status",
                nearest=close,
            )
        for reading in found.readings:
            if reading.valid.covers(day):
                return reading
        raise NotInForceError(
            f"{programme} 在 {day.isoformat()} 没有可用的口径",
            where=f"programmes/{programme}",
            mend=found.not_before or f"请换 {found.readings[0].valid.start} 以后的日期",
        )

    def figure(self, parameter: str, area: str | None, day: date) -> Figure:
        """The figure of a parameter for an area on a day.

        Raises:
            UnknownNameError: no such parameter.
        """
        key = (parameter, area, day)
        if key not in self._figures:
            found = self.parameters.get(parameter)
            if found is None:
                raise UnknownNameError(f"没有参数 {parameter}", where="parameters", mend="见 corpus/parameters")
            chain = self.area_chain(area) if area else ()
            if len(self._figures) > MOST_FIGURES:
                self._figures.clear()
            self._figures[key] = figure_on(parameter, found, chain or self.wide_chain, day, area_given=bool(chain))
        return self._figures[key]

    @cached_property
    def _figures(self) -> dict[tuple[str, str | None, date], Figure]:
        """Look-ups made before; the registers are frozen, so they stay right."""
        return {}

    def document_force(self, document: str, day: date) -> tuple[Force, str | None]:
        """State of a document on ``day`` and why."""
        return force_on(self.documents[document].states, day)

    # -- areas ---------------------------------------------------------------------------------------------------

    @cached_property
    def wide_chain(self) -> tuple[str, ...]:
        """Where to look when no area was named: city, province, country."""
        wide = [a for a in self.areas.values() if a.kind in ("city", "province", "country")]
        order = {"city": 0, "province": 1, "country": 2}
        return tuple(a.id for a in sorted(wide, key=lambda a: order[a.kind]))

    def area_chain(self, area: str) -> tuple[str, ...]:
        """The area, its groups, what it stands for, and everything above it, most specific first."""
        chain: dict[str, None] = {}
        waiting = [area]
        while waiting:
            name = waiting.pop(0)
            if name in chain:
                continue
            chain[name] = None
            found = self.areas.get(name)
            if found is None:
                continue
            if found.stands_for:
                waiting.insert(0, found.stands_for)
                continue
            for membership in found.memberships:
                if membership.holds == "yes":
                    chain[membership.group] = None
            if found.parent:
                waiting.append(found.parent)
        return tuple(chain)

    def members_of(self, group: str) -> tuple[str, ...]:
        """The areas that count to a group, in the register's order."""
        return tuple(a.id for a in self.areas.values() if any(m.group == group and m.holds == "yes" for m in a.memberships))

    # -- the plan ------------------------------------------------------------------------------------------------

    def list_clause(self, clause: str) -> Clause | None:
        """The clause that carries the responsibility list covering ``clause``: itself or the nearest above it."""
        current = self.clauses.get(clause)
        while current is not None:
            if current.entries:
                return current
            current = self.clauses.get(current.parent) if current.parent else None
        return None

    def lists(self) -> tuple[Clause, ...]:
        """Every clause that carries a responsibility list, in the order of the text."""
        return tuple(clause for clause in self.clauses.values() if clause.entries)


def _nearest_ids(name: str, book: PhraseBook[str], register: Mapping[str, object]) -> tuple[str, ...]:
    """The ids whose names, of any kind, are most like ``name``."""
    found = [identifier for form in nearest(name, book.phrases(), limit=6) for identifier in book.exact(form) if identifier in register]
    return tuple(dict.fromkeys(found))[:3]


def nearest_bodies(name: str, corpus: Corpus) -> tuple[str, ...]:
    """The registered bodies whose names are most like ``name``."""
    return _nearest_ids(name, corpus.body_names, corpus.bodies)


def check_day(day: date) -> date:
    """The day, if the registers can speak about it.

    Raises:
        DateError: before the first figures or after the plan's last aim.
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DateError(
            f"{day.isoformat()} 超出登记册的时间范围",
            where="as_of",
            mend=f"请用 {FIRST_DAY.isoformat()} 到 {LAST_DAY.isoformat()} 之间的日期",
        )
    return day


def parse_day(text: str) -> date:
    """A day written YYYY-MM-DD.

    Raises:
        DateError: not a date, or outside what the registers cover.
    """
    form = squeeze(text).replace("/", "-").replace(".", "-")
    try:
        return check_day(date.fromisoformat(form))
    except ValueError:
        raise DateError(f"'{text}' 不是日期", where="as_of", mend="请写成 2026-11-24 这样，且是日历上有的日子") from None


def _ascii_ref(ref: str) -> str:
    return squeeze(ref)
