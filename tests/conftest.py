"""Settings for all tests, and a command line run in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from hypothesis import settings

from advisor.__main__ import main
from advisor.reporters import json, json_lines
from tests.report_schema import validated

settings.register_profile("everyday", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")


class Done(NamedTuple):
    code: int
    out: str
    err: str


Advise = Callable[..., Done]


@pytest.fixture(scope="session", autouse=True)
def every_json_report_is_valid() -> Iterator[None]:
    """Every JSON that a test makes is validated by the schema that is published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json, "render", validated(json.render, ""))
        patch.setattr(json_lines, "render", validated(json_lines.render, "finding"))
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Advise:
    def call(*arguments: str) -> Done:
        code = main(arguments)
        return Done(code, *capsys.readouterr())

    return call
