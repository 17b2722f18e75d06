"""Names from documents as names in code and paths: only letters, digits and one separator are left of them."""

from __future__ import annotations

import builtins
import re
import sys
import unicodedata
from functools import cache
from keyword import iskeyword, issoftkeyword

from advisor.scaffold.recipe import TEMPLATES

LONGEST = 40
LONGEST_TEXT = 300
# What generated code has beside it; a package of that name would hide it.
BESIDE = frozenset((
    "advisor", "broker", "buf", "client", "conftest", "contracts", "contracts_pb", "dev", "docs", "events", "flow",
    "operations", "reliability", "service", "src", "tests", "tour", "transports", "up", "world",
))
# What Python looks for by itself, or has only in some versions, or does not count as its library.
PYTHONS = frozenset(("annotationlib", "asynchat", "asyncore", "compression", "imp", "sitecustomize", "smtpd", "test",
                     "usercustomize"))
# What packages use when it is there; they would find ours.
OPTIONAL = frozenset((
    "brotli", "chardet", "curio", "dns", "email_validator", "eventlet", "exceptiongroup", "gevent", "greenlet", "h2",
    "httptools", "httpx", "multipart", "numpy", "orjson", "pandas", "simplejson", "sniffio", "socks", "socksio",
    "structlog", "tomli", "tornado", "trio", "ujson", "uvloop", "watchfiles", "websockets", "wsproto", "zstandard",
))
LOCKS = "*/files/requirements.lock*"
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
# What a distribution is imported as, where that is not its own name.
IMPORTED = {
    "antlr4_python3_runtime": ("antlr4",), "attrs": ("attr",), "cfn_lint": ("cfnlint",),
    "googleapis_common_protos": ("google",), "graphql_core": ("graphql",), "grpcio": ("grpc",),
    "grpcio_health_checking": ("grpc_health",), "grpcio_reflection": ("grpc_reflection",),
    "grpcio_status": ("grpc_status",), "grpcio_tools": ("grpc_tools",), "markdown_it_py": ("markdown_it",),
    "mypy": ("mypyc",), "opentelemetry_api": ("opentelemetry",), "proto_plus": ("proto",), "protobuf": ("google",),
    "pytest": ("py",), "python_dateutil": ("dateutil",), "python_dotenv": ("dotenv",), "pyyaml": ("yaml",),
    "rpds_py": ("rpds",), "setuptools": ("pkg_resources",),
}
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
    return (iskeyword(name) or issoftkeyword(name) or name in sys.stdlib_module_names or name in PYTHONS
            or name in (BESIDE | OPTIONAL | _installed()) or hasattr(builtins, name))


@cache
def _installed() -> frozenset[str]:
    """What the environments of the recipes hold, dependencies of dependencies included: their locks say it."""
    pins = (pin for lock in TEMPLATES.glob(LOCKS) for pin in PIN.findall(lock.read_text(encoding="utf-8")))
    names = {pin.lower().replace("-", "_").replace(".", "_") for pin in pins}
    return frozenset(names.union(*(IMPORTED.get(name, ()) for name in names)))
