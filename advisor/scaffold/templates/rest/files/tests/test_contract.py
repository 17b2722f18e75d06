"""The contract: what OpenAPI promises is what the server does, also for requests that nobody thought of."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import settings
from opentelemetry.sdk.trace import TracerProvider

from __service__.app import create_app
from __service__.settings import Settings
from __service__.store import Store

CONTRACT = Path(__file__).parents[1] / "openapi.json"
FOLDER = TemporaryDirectory()
VALUES = Settings(database=Path(FOLDER.name) / "test.db")


class StaysOpen(Store):
    """The test client starts and ends the app around every request."""

    def close(self) -> None:
        pass


# Keys are forgotten at once: that two requests have the same one by chance is not what is tested here.
STORE = StaysOpen(VALUES.database, VALUES.database_wait_ms, key_ttl_s=0)
APP = create_app(VALUES, STORE, TracerProvider())
schema = schemathesis.openapi.from_asgi("/openapi.json", APP)


@schema.parametrize()
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_the_server_keeps_its_contract(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate()


def test_the_contract_on_file_is_the_one_that_is_served() -> None:
    if "UPDATE_CONTRACT" in os.environ:
        CONTRACT.write_text(json.dumps(APP.openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n")

    assert json.loads(CONTRACT.read_text()) == APP.openapi(), "run `UPDATE_CONTRACT=1 make test`, look at the diff"
