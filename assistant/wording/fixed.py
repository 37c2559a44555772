"""Fixed wordings for outcomes no register is looked up for, read once from conversation/statuses.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.wording.pieces import Worded

PLACE = Path(__file__).parent.parent / "conversation" / "statuses.yaml"


@cache
def wordings() -> dict[str, Any]:
    """All fixed wordings."""
    with PLACE.open(encoding="utf-8") as file:
        return dict(yaml.safe_load(file))


def fixed(*keys: str, **fill: object) -> Worded:
    """The wording under ``keys``, with its gaps filled.

    Raises:
        KeyError: no such wording.
    """
    found: Any = wordings()
    for key in keys:
        found = found[key]
    if isinstance(found, str):
        return Worded(brief=(found.format(**fill),))
    if isinstance(found, list):
        return Worded(brief=tuple(line.format(**fill) for line in found))
    return Worded(brief=tuple(line.format(**fill) for line in found["brief"]), first=found.get("first"))


def phrase(key: str, **fill: object) -> str:
    """A single sentence."""
    return str(wordings()[key]).format(**fill)
