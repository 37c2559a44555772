"""The assistant as shipped, opened once over the session's data folder."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.agent.run import Assistant
from assistant.settings import Settings, read_settings


@pytest.fixture(scope="session")
def assistant(as_of: date, _own_settings: None) -> Assistant:
    return Assistant.open(Settings(data=read_settings().data, today=as_of))
