"""Everyday words with more than one meaning: asked back, unless the message itself says which is meant."""

from __future__ import annotations

from assistant.reading.model import Doubt
from assistant.reading.patterns import matches
from assistant.reading.scene import Scene
from assistant.reading.told import Told, Unsure
from corpus.schema import Word


def read_words(scene: Scene, told: list[Told], unsure: list[Unsure]) -> tuple[list[Doubt], list[Doubt], tuple[tuple[int, int, str], ...]]:
    """Doubts of ambiguous words; weak ones, that matter only where nothing clear is asked; and words settled by others: start, end, topic."""
    doubts: list[Doubt] = []
    weak: list[Doubt] = []
    settled: list[tuple[int, int, str]] = []
    asked_back = [(item.start, item.end) for item in unsure if item.key == "disability"]
    asked_back += [(item.start, item.end + 1) for item in told if item.key == "disability"]
    for hit in scene.named.words:
        word = next((w for w in hit.targets if w.ask), None)
        if word is None or word.ask is None or any(t.start < hit.end and hit.start < t.end for t in told if t.key not in ("age",)):
            continue
        if any(start < hit.end and hit.start < end for start, end in asked_back):
            continue
        if scene.text[max(0, hit.start - 3) : hit.start].endswith(("没", "没有", "没啥", "没什么", "无")):
            continue
        meant = _meant(scene, word, hit.start, hit.end)
        if meant is not None:
            settled.append((hit.start, hit.end, meant))
        elif not _is_named_beside(scene, word, hit.start, hit.end) and not any(d.question == word.ask for d in (*doubts, *weak)):
            is_weak = matches(scene.lexicon.answers.incidental, hit.phrase) or any(
                (t.start, t.end) == (hit.start, hit.end) for t in scene.named.topics
            )
            (weak if is_weak else doubts).append(Doubt(said=scene.quote(hit.start, hit.end), question=word.ask, options=word.options))
    return doubts, weak, tuple(settled)


def _meant(scene: Scene, word: Word, start: int, end: int) -> str | None:
    """The one option the words around it point to."""
    around = scene.text[:start] + " " + scene.text[end:]
    hinted = [
        option for option in word.options if option in scene.lexicon.answers.hints and matches(scene.lexicon.answers.hints[option], around)
    ]
    return hinted[0] if len(hinted) == 1 else None


def _is_named_beside(scene: Scene, word: Word, start: int, end: int) -> bool:
    """Whether one of its meanings is named outright elsewhere in the message."""
    return any(target in word.options for hit in scene.named.topics if not (start <= hit.start < end) for target in hit.targets)
