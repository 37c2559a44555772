"""The runner on a small made-up assistant, the scoring rules, and what is said of a set that is at fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation.reply import Citation, KnownFact, Reply
from assistant.conversation.state import Conversation
from corpus.corpus import Corpus
from corpus.errors import DataError, UnknownNameError
from corpus.load import load
from evals import conversations, latency, practice, questions, report
from evals import run as running
from evals.figures import numbers, unsupported_figures
from evals.items import Expect, ItemSet, read_set
from evals.results import ItemResult, tally, visible, wilson
from evals.scoring import Scored, fold, holds, same_value, score
from tools.departments import DepartmentEntry
from tools.practice import Option, Question

DAY = date(2026, 11, 24)


class Parrot:
    """Answers by a table of message -> fields of the reply; counts its calls."""

    def __init__(self, replies: dict[str, dict[str, Any]]) -> None:
        self.replies = replies
        self.calls = 0

    def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
        self.calls += 1
        if message == "坏":
            raise ValueError("broken")
        after = conversation.model_copy(update={"questions_set": conversation.questions_set + 1})
        return after, reply(**self.replies.get(message, {"status": "no_evidence", "text": "没有查到"}))


def reply(**fields: Any) -> Reply:
    return Reply(**{"status": "answered", "text": "好", "as_of": DAY, **fields})


def item(identifier: str, *, ask: str | None = None, **rest: Any) -> dict[str, Any]:
    base = {"id": identifier, "for": "群众", "area": None, "as_of": None, "why": "made up"}
    return base | ({"ask": ask} if ask is not None else {}) | rest


WriteSet = Callable[..., Path]


@pytest.fixture
def write_set(tmp_path: Path) -> WriteSet:
    def write(*lines: dict[str, Any] | str, name: str = "questions_small") -> Path:
        path = tmp_path / f"{name}.jsonl"
        path.write_text(
            "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8"
        )
        return path

    return write


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def ask_all(path: Path, assistant: Parrot) -> list[ItemResult]:
    return questions.measure(assistant, [read_set(path)], frozenset())


# -- the runner ------------------------------------------------------------------------------------------------------


def test_items_are_asked_and_counted(write_set: WriteSet) -> None:
    path = write_set(
        item("a", ask="一", expect={"status": "answered", "text_has": ["好"]}),
        item("b", ask="二", expect={"status": "answered", "text_has": ["好", "坏"], "text_lacks": ["你符合"]}),
        item("c", ask="三", expect={"status": "answered", "text_has": ["好"]}, **{"for": "干部"}),
    )
    results = ask_all(path, Parrot({"一": {"text": "好"}, "二": {"text": "好，你符合"}}))
    assert [(r.id, r.outcome, r.wrong, r.refused) for r in results] == [
        ("a", "complete", False, False),
        ("b", "partial", True, False),
        ("c", "missed", False, True),
    ]
    counts = tally("all", results)
    assert (counts.items, counts.complete, counts.partial, counts.missed, counts.wrong, counts.refused) == (3, 1, 1, 1, 1, 1)


def test_a_reply_that_breaks_down_is_a_finding_and_the_rest_goes_on(write_set: WriteSet) -> None:
    path = write_set(item("a", ask="坏", expect={"text_has": ["好"]}), item("b", ask="一", expect={"text_has": ["好"]}))
    results = ask_all(path, Parrot({"一": {"text": "好"}}))
    assert [r.outcome for r in results] == ["missed", "complete"]
    assert results[0].wrong
    assert "ValueError: broken" in results[0].turns[0].scored.failed[0].wanted


def test_a_conversation_goes_on_from_its_own_state_and_is_complete_when_all_turns_are(write_set: WriteSet) -> None:
    turns = [{"say": "一", "expect": {"text_has": ["好"]}}, {"say": "二", "expect": {"text_has": ["好"]}}]
    path = write_set(item("a", turns=turns), name="conversations_small")
    parrot = Parrot({"一": {"text": "好"}, "二": {"text": "不"}})
    (result,) = conversations.measure(parrot, [read_set(path)], frozenset())
    assert parrot.calls == 2
    assert result.outcome == "partial"
    assert [turn.scored.outcome for turn in result.turns] == ["complete", "missed"]


def test_an_empty_set_gives_an_empty_report(write_set: WriteSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> None:
    path = write_set("")
    parrot = Parrot({})
    parrot.corpus = corpus  # type: ignore[attr-defined]
    monkeypatch.setattr(running, "open_assistant", lambda day: parrot)
    sets, others = running.plan(str(path))
    made = running.measure(str(path), sets, others, DAY)
    report.write(made, tmp_path / "out")
    assert made.items == ()
    assert running.in_words(made) == "没有可做的条目"
    assert report.summary(made)["all"]["items"] == 0
    assert (tmp_path / "out" / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_second_report_tells_what_changed(write_set: WriteSet, tmp_path: Path) -> None:
    path = write_set(item("a", ask="一", expect={"text_has": ["好"]}), item("b", ask="<b>二</b>", expect={"text_has": ["好"]}))
    out = tmp_path / "out"

    def once(replies: dict[str, dict[str, Any]]) -> tuple[report.Change, ...]:
        results = ask_all(path, Parrot(replies))
        return report.write(report.Run(asked="x", made="now", as_of="2026-11-24", corpus="0", load_seconds=0, items=tuple(results)), out)

    assert once({"一": {"text": "好"}, "<b>二</b>": {"text": "不"}}) == ()
    changed = once({"一": {"text": "不"}, "<b>二</b>": {"text": "好"}})
    assert [(c.id, c.better) for c in changed] == [("a", False), ("b", True)]
    assert "与上一次相比" in (out / "report.md").read_text(encoding="utf-8")
    assert "<b>二" not in (out / "report.html").read_text(encoding="utf-8")
    assert (out / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_latency_takes_groups_in_turn_and_notices_a_reply_that_differs(write_set: WriteSet) -> None:
    path = write_set(item("a", ask="一", expect={"text_has": ["x"]}), item("b", ask="二", expect={"text_has": ["x"]}, **{"for": "干部"}))
    messages = latency.varied([read_set(path)], count=5)
    assert [said for _, said in messages] == ["一", "二", "一", "二", "一"]
    found = latency.measure(Parrot({}), messages)
    assert (found.messages, found.differing) == (5, ())

    class Moody(Parrot):
        def answer(self, conversation: Conversation, message: str, *, day: date | None = None) -> tuple[Conversation, Reply]:
            after, same = super().answer(conversation, message)
            return after, same.model_copy(update={"text": str(self.calls)})

    assert latency.measure(Moody({}), messages).differing == ("一", "二")


# -- sets at fault ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "a",', "不是 JSON"),
        (item("a", expect={"text_has": ["x"]}), "ask"),
        (item("a", ask="x", expect={}), "nothing is expected"),
        (item("a", ask="x", expect={"text_hass": ["x"]}), "text_has"),
        (item("a", ask="x", expect={"status": "fine"}), "status"),
        (item("a", ask="x", expect={"citations": [{}]}), "clause or document_has"),
        (item("a", ask="x", expect={"text_has": ["x"]}, as_of="gestern"), "as_of"),
    ],
)
def test_a_line_at_fault_is_named_with_its_number(line: dict[str, Any] | str, says: str, write_set: WriteSet) -> None:
    path = write_set(item("first", ask="x", expect={"text_has": ["x"]}), "", line)
    with pytest.raises(DataError) as caught:
        read_set(path)
    assert caught.value.where == "questions_small.jsonl:3"
    assert says in str(caught.value)


def test_an_id_used_twice_is_refused(write_set: WriteSet) -> None:
    line = item("a", ask="x", expect={"text_has": ["x"]})
    with pytest.raises(DataError, match="用了两次"):
        read_set(write_set(line, line))


def test_an_unknown_set_or_item_gets_the_nearest(write_set: WriteSet, tmp_path: Path) -> None:
    write_set(item("fq001", ask="x", expect={"text_has": ["x"]}))
    with pytest.raises(UnknownNameError) as caught:
        running.plan("questions_smal", folder=tmp_path)
    assert "questions_small" in caught.value.nearest
    with pytest.raises(UnknownNameError) as caught:
        running.plan("questions", ("fq01",), folder=tmp_path)
    assert "fq001" in caught.value.nearest
    chosen, others = running.plan("questions", ("fq001",), folder=tmp_path)
    assert [entry.name for entry in chosen] == ["questions_small"]
    assert others == ()


def test_every_shipped_set_can_be_read_and_no_id_is_used_twice() -> None:
    sets, others = running.plan("all")
    ids = [entry.id for chosen in sets for entry in chosen.items]
    assert len(ids) == len(set(ids)) > 130
    assert set(others) == {"practice", "latency", "retrieval"}
    assert {chosen.name for chosen in sets if chosen.withholding} == {chosen.name for chosen in sets if chosen.name.startswith("outside")}


# -- scoring ---------------------------------------------------------------------------------------------------------


def passes(expect: dict[str, Any], **fields: Any) -> bool:
    return judged(expect, **fields).outcome == "complete"


def judged(expect: dict[str, Any], **fields: Any) -> Scored:
    return score(Expect.model_validate(expect), reply(**fields))


def entry(identifier: str, role: str, *, inferred: bool = False, today: str | None = None) -> DepartmentEntry:
    return DepartmentEntry.model_validate(
        {"id": identifier, "as_written": identifier, "today": today, "role": role, "inferred": inferred, "document": "d", "clause": "c"}
    )


def test_words_are_compared_folded_and_figures_as_wholes() -> None:
    assert fold("二（一） **5％** １２") == "二(一)5%12"
    assert holds(fold("每月 1,011 元"), "1011元")
    assert not holds(fold("1990 年"), "90")
    assert not holds(fold("25%"), "5%")
    assert not holds(fold("3.90 元"), "90元")
    assert holds(fold("2025-07-01 起"), "2025-07")


def test_text_has_looks_everywhere_text_lacks_in_the_text_alone() -> None:
    assert passes({"text_has": ["甲", ["乙", "丙"], "丁"]}, text="甲", question="丙", warnings=("丁",))
    assert not passes({"text_has": [["乙", "丙"]]}, text="甲")
    assert passes({"text_lacks": ["甲"]}, text="乙", question="甲")
    assert judged({"text_lacks": ["甲"]}, text="甲 ").wrong


def test_departments_by_id_role_inference_and_name() -> None:
    given = (entry("市教育局", "listed", today="大连市教育局"), entry("市教育局", "lead", inferred=True), entry("市乡村振兴局", "listed"))
    wanted = {"id": "市教育局", "role": ["lead"], "inferred": True}
    assert passes({"departments": [wanted], "n_listed": 2}, departments=given)
    assert not passes({"departments": [wanted | {"inferred": False}]}, departments=given)
    assert passes({"departments": [{"id": "市乡村振兴局", "role": ["listed"], "today": None}]}, departments=given)
    assert not passes({"departments": [{"id": "市教育局", "role": ["listed"], "today": None}]}, departments=given)
    assert passes({"departments_lack": ["市水务局"]}, departments=(entry("市水务局", "not_listed"),))
    assert judged({"departments_lack": ["市教育局"]}, departments=given).wrong


@pytest.mark.parametrize(
    ("got", "wanted", "passed", "wrong"),
    [
        ("eligible", "eligible", True, False),
        ("unknown", ["eligible", "unknown"], True, False),
        ("unknown", "eligible", False, False),
        ("ineligible", "unknown", False, True),
        (None, "unknown", False, False),
    ],
)
def test_a_decided_verdict_that_is_not_expected_is_wrong(got: str | None, wanted: Any, passed: bool, wrong: bool) -> None:
    given = [{"id": "农村最低生活保障", "verdict": got}] if got else []
    expect = Expect.model_validate({"programmes": [{"id": "农村最低生活保障", "verdict": wanted}]})
    programmes = tuple(_programme(entry["id"], entry["verdict"]) for entry in given)
    found = score(expect, reply(programmes=programmes))
    assert (found.outcome == "complete", bool(found.wrong)) == (passed, wrong)


def _programme(identifier: str, verdict: str) -> Any:
    from tools.eligibility import ProgrammeResult

    return ProgrammeResult.model_construct(id=identifier, verdict=verdict)  # type: ignore[arg-type]


def test_citations_by_clause_and_document() -> None:
    cited = (Citation(document="社会救助法", number=None, clause="第48条第2款", text="", verbatim=False, in_force="in_force"),)
    assert passes({"citations": [{"document_has": "救助法", "clause": "第48条"}]}, citations=cited)
    assert not passes({"citations": [{"clause": "第4条"}]}, citations=cited)


def test_facts_status_and_question() -> None:
    facts = {"size": KnownFact(value=4, turn=1, said="四口"), "monthly_income": KnownFact(value="2400.0", turn=1, said="两千四")}
    assert passes({"facts": {"size": 4, "monthly_income": 2400}, "question": False, "status": ["answered", "needs_fact"]}, facts=facts)
    assert not passes({"facts": {"size": 3}}, facts=facts)
    assert passes({"facts": {"members[0].age": None}}, facts=facts)
    assert judged({"facts": {"size": None}}, facts=facts).wrong
    assert not passes({"question": True})
    assert judged({"status": "answered", "text_has": ["好"]}, status="refused").refused
    assert not judged({"status": "refused"}, status="refused").refused
    assert same_value({"grade": 2, "category": "肢体"}, {"grade": 2})
    assert not same_value(value_of_true := True, 1), value_of_true


def test_a_figure_that_nothing_carries_is_wrong() -> None:
    made = reply(text="每月 846 元，一年 10152 元，其中 10% 自付，另给 333 元。")
    assert unsupported_figures(made, ["家里 2 口人"], frozenset({846.0, 12.0})) == ("10%", "333元")
    assert unsupported_figures(made, ["有人说 333 元、10%"], frozenset({846.0})) == ()
    assert numbers("10万元、1,011 元、2025-07") == [100000.0, 1011.0, 2025.0]
    found = score(Expect.model_validate({"text_has": ["846"]}), made, ("333元",))
    assert (found.outcome, len(found.wrong)) == ("partial", 1)


def test_intervals_and_lengths() -> None:
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert wilson(0, 0) == (0.0, 1.0)
    assert visible("先说这个\n<details><summary>细</summary>很长</details>") == "先说这个"


# -- practice --------------------------------------------------------------------------------------------------------


def made_question(kind: str, stem: str, right: str, *others: str, why: str = "") -> Question:
    options = (Option(text=right, right=True, why=why), *(Option(text=text, right=False, why="") for text in others))
    return Question(id="q", kind=kind, stem=stem, options=options, clauses=())


STEM = "措施“完善医疗保障政策”（二(一)4）的责任单位名单里，没有下面哪一个？"


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (made_question("not_in_list", STEM, "市水务局", "市民政局", "市教育局"), None),
        (made_question("not_in_list", STEM, "市医保局", "市民政局", "市教育局"), "重算的答案是 没有"),
        (made_question("not_in_list", STEM, "市水务局", "市体育局", "市教育局"), "重算的答案是 市水务局、市体育局"),
        (made_question("not_in_list", STEM, "市水务局", "市民政局", "市民政局"), "有两个选项相同"),
        (made_question("not_in_list", STEM, "大连证监局", "市民政局", "市教育局"), "可能是同一单位"),
        (made_question("not_in_list", STEM, "市委组织部", "市民政局", "市教育局", why="只在 三 的名单里，不在"), "其实在 二(三)、三"),
        (made_question("not_in_list", STEM.replace("医疗", "养老"), "市水务局", "市民政局", "市教育局"), "标题是"),
        (
            made_question("in_all_lists", "市农业农村局以外，下面哪个四份都有？市乡村振兴局？", "市乡村振兴局", "市教育局", "市财政局"),
            "题干里",
        ),
    ],
)
def test_a_practice_question_at_fault_is_found(question: Question, fault: str | None) -> None:
    faults = practice.faults_of(question, DAY)
    assert faults == [] if fault is None else any(fault in found for found in faults), faults


def test_the_plan_read_the_second_way_has_the_lists_of_the_registers(corpus: Corpus) -> None:
    plan = practice.read_plan()
    assert plan.lists == {clause.clause: clause.entries for clause in corpus.lists()}
    assert len(plan.measures) == 22


def test_the_kept_practice_questions_are_still_what_is_made(corpus: Corpus) -> None:
    kept = practice.read_kept()
    assert len(kept) == 20
    assert [fault for entry_ in kept for fault in practice.faults_of(entry_.question, entry_.as_of)] == []


def test_item_sets_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        ItemSet(name="x", items=()).name = "y"  # type: ignore[misc]
