"""departments and search: look-ups that need no agent."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.shared import (
    AreaOption,
    DayOption,
    JsonOption,
    WordsArgument,
    area_of,
    day_of,
    in_some_folder,
    open_corpus,
    progress,
    settings,
    words_of,
)
from ui.output import only_json, say, say_json, styled

MOST = 100
SHOWN = 120
"""Characters of a clause shown in a terminal."""


def departments(words: WordsArgument, area: AreaOption = None, as_of: DayOption = None, json: JsonOption = False) -> None:
    """查责任单位：一件事、一个条款（二(一)5）或一个部门。"""
    query = words_of(words, "要查的内容")
    told = settings()
    with only_json(json):
        day = day_of(as_of, told)
        corpus = open_corpus(told)
        place = area_of(area, corpus)

        from assistant.agent.direct import answer_departments
        from assistant.retrieval.search import open_retriever
        from ui.commands.reply_text import reply_text

        retriever = in_some_folder(told, lambda s: open_retriever(corpus, s, progress=progress()))
        reply = answer_departments(query, corpus=corpus, retriever=retriever, day=day, area=place)
    if json:
        say_json(reply.to_json())
    else:
        say(reply_text(reply, bold=styled()))


def search(
    words: WordsArgument,
    count: Annotated[int, typer.Option("-k", metavar="条数", help="最多几条，1 到 100")] = 10,
    as_of: DayOption = None,
    json: JsonOption = False,
) -> None:
    """在全部文件里找条款。"""
    from corpus.errors import SettingsError

    query = words_of(words, "要找的内容")
    if not 1 <= count <= MOST:
        raise SettingsError(f"条数 {count} 不行", where="-k", mend=f"写 1 到 {MOST} 之间的整数")
    told = settings()
    with only_json(json):
        day = day_of(as_of, told)
        corpus = open_corpus(told)

        from assistant.retrieval.search import open_retriever

        retriever = in_some_folder(told, lambda s: open_retriever(corpus, s, progress=progress()))
        found = retriever.search(query, limit=count, day=day)
    if json:
        say_json([f.model_dump(mode="json", include={"rank", "score", "document", "clause", "text", "in_force"}) for f in found])
        return
    if not found:
        say("没有找到。换个说法，或写出文件名、条款号再试。")
        return

    from assistant.wording.pieces import FORCE_WORDS

    for f in found:
        title = f"《{corpus.documents[f.document].title.strip('《》')}》{f.clause}{' ' + f.heading if f.heading else ''}"
        text = " ".join(f.text.split())
        say(f"{f.rank}. {title}（{f.document}#{f.clause}，{FORCE_WORDS[f.in_force]}，{f.score:.2f}）")
        say(f"   {'' if f.verbatim else '要点（非原文）：'}{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}")
