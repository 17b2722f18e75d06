"""The app on a database of its own, reached without a network."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace import TracerProvider

from __service__.app import create_app
from __service__.settings import Settings
from __service__.store import Store


class Clock:
    """A clock that a test moves."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=tmp_path / "test.db", request_timeout_ms=10_000, max_in_flight=120, database_wait_ms=100)


@pytest.fixture
def store(settings: Settings, clock: Clock) -> Iterator[Store]:
    store = Store(settings.database, settings.database_wait_ms, settings.key_ttl_s, clock)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, store: Store) -> FastAPI:
    return create_app(settings, store, TracerProvider())


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
