"""Every quick answer is one the assistant understands as an answer to its question."""

from datetime import date

import pytest

from assistant.agent.run import Assistant
from assistant.conversation.state import Conversation
from assistant.settings import Settings
from ui.page.quick import quick_answers

FIRST = "我63岁，庄河农村户口，一个人过，一个月830块，能享受什么？"
PATHS = (
    "recognised_as",
    "sudden_hardship",
    "assets_within_limit",
    "residence",
    "area",
    "housing_grade",
    "members[0].disability",
    "members[0].needs_long_term_care",
    "members[0].can_work",
    "members[0].registered_unemployed",
    "members[0].education_stage",
    "members[0].boarding",
    "members[0].supporters_unable",
    "members[0].recognised_as",
    "members[0].enrolled_medical",
    "members[0].enrolled_pension",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(Settings(data=tmp_path_factory.mktemp("quick"), today=date(2026, 11, 24)))


@pytest.fixture(scope="module")
def begun(assistant: Assistant) -> Conversation:
    return assistant.answer(Conversation(audience="群众"), FIRST)[0]


@pytest.mark.parametrize("path", PATHS)
def test_what_may_be_tapped_is_understood(path: str, assistant: Assistant, begun: Conversation) -> None:
    asked = begun.forgetting(path).model_copy(update={"pending": path, "pending_options": ()})
    lost = [words for words in quick_answers(asked, assistant.corpus) if path not in assistant.answer(asked, words)[0].known_facts()]
    assert lost == []
