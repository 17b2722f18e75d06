"""Names from documents as names in code and paths: only letters, digits and one separator are left of them."""

from __future__ import annotations

import builtins
import re
import sys
import unicodedata
from keyword import iskeyword, issoftkeyword

LONGEST = 40
LONGEST_TEXT = 300
# What generated code imports, or has beside it; a package of that name would hide it.
TAKEN = frozenset((
    "advisor", "aio_pika", "boto3", "broker", "buf", "client", "confluent_kafka", "conftest", "contracts",
    "contracts_pb", "dev", "docs", "events", "fastapi", "flow", "google", "grpc", "httpx", "httpx2", "jinja2", "moto",
    "opentelemetry", "operations", "prometheus_client", "pydantic", "pytest", "reliability", "service", "src",
    "stamina", "starlette", "structlog", "tests", "tour", "transports", "up", "uvicorn", "world",
))
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words_of(text: str) -> list[str]:
    """Returns the words of a name in small ASCII letters: `OrderService v2` is order, service, v2."""
    plain = unicodedata.normalize("NFKD", _BETWEEN_WORDS.sub(" ", text)).encode("ascii", "ignore").decode()
    return [word for word in _NOT_A_WORD.split(plain.lower()) if word]


def package_name(text: str, otherwise: str) -> str:
    """Returns a name that a Python package may have and that hides nothing else."""
    name = _cut("_".join(words_of(text)), "_") or otherwise
    if name[0].isdigit():
        name = f"{otherwise}_{name}"
    return f"{name}_app" if _is_taken(name) else name


def project_name(text: str, otherwise: str) -> str:
    """Returns a name that a distribution and a folder may have."""
    name = _cut("-".join(words_of(text)), "-") or otherwise
    return f"{otherwise}-{name}" if name[0].isdigit() else name


def channel_name(text: str, otherwise: str) -> str:
    """Returns a name that a queue or a topic may have with every broker: letters, digits, dots, hyphens."""
    parts = ["-".join(words_of(part)) for part in text.split(".")]
    return _cut(".".join(part for part in parts if part), ".-") or otherwise


def plain_text(text: str) -> str:
    """Returns text from a document as one line that means nothing to a terminal, a page or a program."""
    kept = "".join(char if unicodedata.category(char)[0] not in "CZ" else " " for char in text[: LONGEST_TEXT * 4])
    kept = kept.replace("<", "‹").replace(">", "›").replace('"""', "'''").replace("`", "'")
    line = " ".join(kept.split())
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "…"


def _cut(name: str, separators: str) -> str:
    return name[:LONGEST].strip(separators)


def _is_taken(name: str) -> bool:
    return (iskeyword(name) or issoftkeyword(name) or name in sys.stdlib_module_names or name in TAKEN
            or hasattr(builtins, name))
