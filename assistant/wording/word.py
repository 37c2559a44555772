"""Words any artifact."""

from __future__ import annotations

from assistant.agent.artifacts import (
    AreasFound,
    Artifact,
    BodyFound,
    DepartmentsFound,
    EligibilityFound,
    ExplainFound,
    Failed,
    FiguresFound,
    PracticeFound,
    ProcedureFound,
    SearchFound,
    ServiceFound,
    SetFound,
    StatusFound,
    WhatIfFound,
)
from assistant.agent.context import TurnContext
from assistant.wording.departments import word_body, word_departments, word_set
from assistant.wording.eligibility import word_eligibility
from assistant.wording.english import word_english
from assistant.wording.figures import word_figures
from assistant.wording.others import (
    word_areas,
    word_explain,
    word_failed,
    word_practice,
    word_procedure,
    word_search,
    word_service,
    word_status,
)
from assistant.wording.pieces import Worded
from assistant.wording.what_if import word_what_if


def word(artifact: Artifact, context: TurnContext) -> Worded:
    """The artifact in words for who is asking."""
    corpus, day, audience = context.corpus, context.day, context.audience
    if context.language == "en":
        return word_english(artifact, corpus)
    match artifact:
        case DepartmentsFound():
            return word_departments(artifact, corpus, day, audience, context.area)
        case BodyFound():
            return word_body(artifact, corpus, day, audience)
        case SetFound():
            return word_set(artifact, corpus, day)
        case EligibilityFound():
            return word_eligibility(artifact, corpus, context.conversation, audience, context.area, day)
        case WhatIfFound():
            return word_what_if(artifact, corpus, context.conversation, audience)
        case FiguresFound():
            return word_figures(artifact, corpus, audience)
        case ProcedureFound():
            return word_procedure(artifact, context.today)
        case ExplainFound():
            return word_explain(artifact, corpus, day, audience)
        case StatusFound():
            return word_status(artifact, day)
        case SearchFound():
            return word_search(artifact, corpus)
        case ServiceFound():
            return word_service(artifact)
        case AreasFound():
            return word_areas(artifact)
        case PracticeFound():
            return word_practice(artifact)
        case Failed():
            return word_failed(artifact)
    raise TypeError(type(artifact).__name__)
