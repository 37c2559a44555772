"""Validate one data file: python -m corpus.check_file FILE... (the kind follows from its folder)."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import BaseModel

from corpus import lexicon_schema, schema
from corpus.combination import CombinationFile, ProgrammeNamesFile
from corpus.errors import ProjectError
from corpus.rule import Programme
from corpus.yaml_file import read_yaml, validate

KINDS: dict[str, type[BaseModel]] = {
    "documents/register": schema.RegisterFile,
    "documents/cards": schema.CardFile,
    "bodies": schema.BodyFile,
    "parameters": schema.Parameter,
    "programmes": Programme,
    "combinations": CombinationFile,
    "programme_names.yaml": ProgrammeNamesFile,
    "services": schema.ServiceFile,
    "measures": schema.MeasureFile,
    "lexicon/words": schema.WordFile,
    "lexicon/topics": schema.TopicFile,
    "lexicon/kin.yaml": lexicon_schema.People,
    "lexicon/statements.yaml": lexicon_schema.StatementFile,
    "lexicon/money.yaml": lexicon_schema.MoneyWords,
    "lexicon/intents.yaml": lexicon_schema.IntentFile,
    "lexicon/alarms.yaml": lexicon_schema.AlarmFile,
    "lexicon/answers.yaml": lexicon_schema.AnswerFile,
    "lexicon/english.yaml": lexicon_schema.EnglishFile,
    "lexicon/outside.yaml": lexicon_schema.OutsideFile,
    "lexicon/what_if.yaml": lexicon_schema.WhatIfWords,
    "areas.yaml": schema.AreaFile,
    "recognitions.yaml": schema.RecognitionFile,
    "calendar.yaml": schema.CalendarFile,
}


def main() -> int:
    """Validate the named files; the exit code is the number of faulty ones."""
    faults = 0
    for argument in sys.argv[1:]:
        path = Path(argument)
        kind = next((model for key, model in KINDS.items() if f"/{key}" in f"/{path.as_posix()}"), None)
        if kind is None:
            print(f"{argument}: no kind known for this place")
            faults += 1
            continue
        try:
            validate(kind, read_yaml(path, argument))
        except ProjectError as error:
            print(error)
            faults += 1
    print(f"{len(sys.argv) - 1 - faults} sound, {faults} faulty")
    return faults


if __name__ == "__main__":
    sys.exit(main())
