"""Topics nobody wrote: a figure or a programme that no topic names can still be asked for by its own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corpus.rule import Programme
from corpus.schema import Parameter, Topic
from corpus.text import squeeze


def with_own_topics(
    topics: Mapping[str, Topic], parameters: Mapping[str, Parameter], programmes: Mapping[str, Programme]
) -> dict[str, Topic]:
    """The topics, and one for each figure and programme that none of them carries; phrases already taken stay where they are."""
    found = dict(topics)
    taken = {squeeze(word) for topic in topics.values() for word in (topic.id, *topic.words)}
    carried = {name for topic in topics.values() for name in topic.parameters}
    ruled = {name for topic in topics.values() for name in (topic.programme, *topic.programmes)}
    for identifier, parameter in parameters.items():
        words = _free((parameter.name, *parameter.aliases, *parameter.topic_words), taken)
        if identifier not in carried and words:
            found[words[0]] = Topic(id=words[0], words=words, parameters=(identifier,))
    for programme in programmes.values():
        words = _free((programme.id, *programme.aliases), taken)
        if programme.id not in ruled and words:
            found[words[0]] = Topic(id=words[0], words=words, programme=programme.id, clauses=(programme.measure,))
    return found


def _free(words: Iterable[str], taken: set[str]) -> tuple[str, ...]:
    """The words no topic has yet; they are taken from now on."""
    free = tuple(dict.fromkeys(word for word in words if squeeze(word) not in taken))
    taken.update(squeeze(word) for word in free)
    return free
