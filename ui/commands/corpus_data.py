"""corpus build / status / check: the index, what is loaded, faults in the data."""

from __future__ import annotations

import typer

from ui.commands.shared import JsonOption, progress, settings, unusable
from ui.output import columns, only_json, say, say_json

INDEX = {"ready": "好的", "missing": "还没有建：xianjie corpus build", "damaged": "损坏，下次用时自动重建"}


def build(json: JsonOption = False) -> None:
    """建检索索引；已经有、也没坏的不重建。"""
    told = settings()
    with only_json(json):
        from assistant.retrieval.status import build_index

        try:
            done = build_index(told, progress=progress())
        except OSError as error:
            raise unusable(told, error) from None
    if json:
        say_json(done.model_dump(mode="json"))
        return
    say(f"索引{'建好了' if done.built else '已经是好的'}：{done.chunks} 段，{done.seconds:.1f} 秒，{done.folder}")


def status(json: JsonOption = False) -> None:
    """看资料库装了什么、索引好不好。"""
    told = settings()
    with only_json(json):
        from assistant.retrieval.status import read_status

        try:
            found = read_status(told)
        except OSError as error:
            raise unusable(told, error) from None
    if json:
        say_json(found.model_dump(mode="json"))
        return
    rows = [
        ("日期", found.as_of.isoformat()),
        ("版本", found.hash),
        ("文件", f"{found.documents} 份，{found.clauses} 条（原文 {found.verbatim}，要点 {found.cards}）"),
        ("责任单位", f"{found.bodies} 个单位，{found.measures} 项措施"),
        ("项目", f"{len(found.programmes)} 个有规则：{'、'.join(found.programmes)}"),
        ("数", f"{found.parameters_known} 项这一天有数，{len(found.parameters_unknown)} 项没有查到"),
        ("没有查到", "、".join(found.parameters_unknown) or "无"),
        ("其他", f"{found.areas} 个地区，{found.topics} 个话题，{found.services} 张办事卡，{found.words} 个俗称"),
        ("索引", INDEX.get(found.index, found.index)),
        ("数据目录", str(found.data)),
        ("覆盖目录", str(found.overlay) if found.overlay else "没有"),
        *(("停用", f"{w.kind} {w.id}：{w.reason}") for w in found.withdrawn),
    ]
    say(columns(rows))


def check(json: JsonOption = False) -> None:
    """查资料库里的错；有错时每个错一行，退出码 2。"""
    told = settings()
    with only_json(json):
        from assistant.retrieval.status import find_faults

        try:
            faults = find_faults(told)
        except OSError as error:
            raise unusable(told, error) from None
    if json:
        say_json([{"what": f.what, "where": f.where, "mend": f.mend} for f in faults])
    else:
        say("\n".join(str(fault) for fault in faults) or "没有错。")
    if faults:
        raise typer.Exit(2)
