"""Who is spoken of: people named in a message, which of them are members of the household, and their indexes."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.reading.mentions import SELF
from assistant.reading.model import NewMember
from assistant.reading.scene import Scene
from corpus.lexicon_schema import Kin

YOUNG = ("grandson", "granddaughter", "grandchild", "nephew")
"""Kinds of children who are not one's own."""


@dataclass(eq=False)
class Person:
    """Somebody spoken of; ``index`` is None until it is known that they are a member."""

    kin: Kin
    label: str
    index: int | None = None
    member: bool = False
    barred: bool = False
    known: bool = False

    @property
    def is_young(self) -> bool:
        """Whether the word for them is one for a child or grandchild."""
        return self.kin.relation == "child" or self.kin.person in YOUNG

    @property
    def is_self(self) -> bool:
        """Whether it is the one whose household it is."""
        return self.index == 0


@dataclass(frozen=True)
class Mention:
    """A place where people, or the household as a whole (no people), are spoken of.

    Attributes:
        silent: named in passing; nothing that follows is about them.
        within: what follows is about them only in the same clause: 孙子跟我，他爸没了，8岁.
    """

    start: int
    end: int
    people: tuple[Person, ...]
    pronoun: bool = False
    silent: bool = False
    within: bool = False


@dataclass
class Cast:
    """Everybody spoken of, in order of mention."""

    scene: Scene
    people: list[Person] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def person(self, index: int) -> Person:
        """The member with an index; made up as the one asking, or somebody known only by index, if need be."""
        for person in self.people:
            if person.index == index:
                return person
        made = Person(
            SELF if index == 0 else Kin(say=("家人",), person=f"member{index}", relation="other"), "本人" if index == 0 else "家人", index
        )
        made.known = index != 0
        self.people.append(made)
        return made

    def subjects(self, at: int) -> tuple[Person, ...]:
        """Who is spoken of at a position: the last mentioned before it, else whoever was asked about."""
        latest = None
        for mention in self.mentions:
            if mention.start > at:
                break
            over = mention.within and self.scene.layout.clause(mention.start) != self.scene.layout.clause(at)
            latest = latest if mention.silent or over else mention
        if latest is None:
            return (self.person(self.default_index),)
        return latest.people or (self.person(0),)

    def subjects_of(self, start: int, end: int) -> tuple[Person, ...]:
        """As ``subjects``, but 瘫了的老伴, 自闭症孩子: whoever the words stand right before; not 大的上大学小的…."""
        if any(m.end == start and m.people and not m.people[0].is_self for m in self.mentions):
            return self.subjects(start)
        return self.named_after(end) or self.subjects(start)

    def all_of(self, at: int) -> tuple[Person, ...]:
        """我残疾，老伴也残疾，都是三级: everybody named before 都 in its sentence, where 都 stands in a clause that names nobody."""
        clause, text = self.scene.layout.clause(at)[0], self.scene.text
        start = self.scene.layout.sentence(at)[0]
        if "都" not in text[clause:at] or any(clause <= m.start < at for m in self.mentions):
            return ()
        named = dict.fromkeys(p for m in self.mentions if start <= m.start < clause for p in m.people if not p.barred)
        return tuple(named) if len(named) > 1 else ()

    def named_after(self, end: int) -> tuple[Person, ...]:
        """Whoever is named right after words, with 的 between or nothing."""
        gap = self.scene.text[end : end + 3]
        reach = end + (1 if gap.startswith("的") else 0)
        named = next(
            (m for m in self.mentions if m.people and not m.pronoun and reach <= m.start <= reach + 1 and not m.people[0].is_self), None
        )
        clear = (
            named is not None
            and not self.scene.text[reach : named.start].strip("，,。 ")
            and self.scene.text[reach : reach + 1] not in "，,。 "
        )
        return named.people if named is not None and clear else ()

    def spoken_of_last(self) -> int | None:
        """The index of the member named last in the message; none if that was the household, or nobody of it."""
        last = next((mention for mention in reversed(self.mentions) if not mention.silent and not mention.within), None)
        return last.people[-1].index if last is not None and last.people else None

    def last_named(self, at: int) -> tuple[Person, ...]:
        """The people mentioned last before a position; none if it was the household, or nobody."""
        before = [mention for mention in self.mentions if mention.start < at and not mention.silent and not mention.within]
        return before[-1].people if before else ()

    def last_start(self, at: int) -> int:
        """Where people were mentioned last before a position; -1 if nowhere."""
        return max((m.start for m in self.mentions if m.start < at and m.people and not m.silent), default=-1)

    def named_in_clause(self, at: int) -> tuple[Person, ...]:
        """The people named before a position in its own clause; none if the household was named after them, or nobody."""
        start = self.scene.layout.clause(at)[0]
        inside = [mention for mention in self.mentions if start <= mention.start < at and not mention.silent]
        return inside[-1].people if inside else ()

    @property
    def default_index(self) -> int:
        """Whom a message is about that names nobody."""
        pending = self.scene.pending
        if pending and pending[0] is not None:
            return pending[0]
        return self.scene.known.focus or 0

    def new_members(self) -> tuple[NewMember, ...]:
        """Give every new member an index, in order of first mention; the one asking is 0."""
        taken = {member.index for member in self.scene.known.members}
        joining = [p for p in self.people if p.member and not p.barred and not p.known]
        if any(p.index != 0 for p in joining) and 0 not in taken:
            joining = [self.person(0), *(p for p in joining if p.index != 0)]
        following = max(taken, default=0) + 1
        new = []
        for person in joining:
            if person.index is None:
                person.index, following = following, following + 1
            if person.index not in taken:
                new.append(NewMember(index=person.index, relation="self" if person.index == 0 else person.kin.relation, label=person.label))
        return tuple(sorted(new, key=lambda member: member.index))
