"""Converts names from documents to safe names in code and paths: letters, digits and one separator."""

from __future__ import annotations

import builtins
import re
import sys
import unicodedata
from functools import cache
from keyword import iskeyword, issoftkeyword

from advisor.scaffold.recipe import TEMPLATES

MAX_NAME = 40
MAX_TEXT = 300
# Modules and folders of generated projects; a package of that name would shadow them.
PROJECT_MODULES = frozenset((
    "advisor", "broker", "buf", "client", "conftest", "contracts", "contracts_pb", "dev", "docs", "events", "flow",
    "operations", "reliability", "service", "src", "tests", "tour", "transports", "up", "world",
))
# Python modules missing from `sys.stdlib_module_names` in some versions, or imported at startup.
PYTHON_MODULES = frozenset(("annotationlib", "asynchat", "asyncore", "compression", "imp", "sitecustomize", "smtpd",
                            "test", "usercustomize"))
# Optional dependencies of installed packages, which would import ours instead.
OPTIONAL_PACKAGES = frozenset((
    "brotli", "chardet", "curio", "dns", "email_validator", "eventlet", "exceptiongroup", "gevent", "greenlet", "h2",
    "httptools", "httpx", "multipart", "numpy", "orjson", "pandas", "simplejson", "sniffio", "socks", "socksio",
    "structlog", "tomli", "tornado", "trio", "ujson", "uvloop", "watchfiles", "websockets", "wsproto", "zstandard",
))
LOCKS = "*/files/requirements.lock*"
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
# Import names of distributions, if different from the distribution name.
IMPORT_NAMES = {
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


def split_words(text: str) -> list[str]:
    """Splits a name into lower-case ASCII words: `OrderService v2` is order, service, v2."""
    plain = unicodedata.normalize("NFKD", _BETWEEN_WORDS.sub(" ", text)).encode("ascii", "ignore").decode()
    return [word for word in _NOT_A_WORD.split(plain.lower()) if word]


def package_name(text: str, default: str) -> str:
    """Returns a valid Python package name that shadows no other module."""
    name = _truncate("_".join(split_words(text)), "_") or default
    if name[0].isdigit():
        name = f"{default}_{name}"
    return f"{name}_app" if _is_taken(name) else name


def project_name(text: str, default: str) -> str:
    """Returns a valid name for a distribution and a folder."""
    name = _truncate("-".join(split_words(text)), "-") or default
    return f"{default}-{name}" if name[0].isdigit() else name


def channel_name(text: str, default: str) -> str:
    """Returns a queue or topic name valid for every broker: letters, digits, dots, hyphens."""
    parts = ["-".join(split_words(part)) for part in text.split(".")]
    return _truncate(".".join(part for part in parts if part), ".-") or default


def plain_text(text: str) -> str:
    """Returns one line of text without control characters, markup or quotes that end a string."""
    cleaned = "".join(char if unicodedata.category(char)[0] not in "CZ" else " " for char in text[: MAX_TEXT * 4])
    cleaned = cleaned.replace("<", "‹").replace(">", "›").replace('"""', "'''").replace("`", "'")
    line = " ".join(cleaned.split())
    return line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…"


def _truncate(name: str, separators: str) -> str:
    return name[:MAX_NAME].strip(separators)


def _is_taken(name: str) -> bool:
    return (iskeyword(name) or issoftkeyword(name) or name in sys.stdlib_module_names or name in PYTHON_MODULES
            or name in (PROJECT_MODULES | OPTIONAL_PACKAGES | _installed()) or hasattr(builtins, name))


@cache
def _installed() -> frozenset[str]:
    """Returns the import names of all packages in the lock files of the recipes."""
    pins = (pin for lock in TEMPLATES.glob(LOCKS) for pin in PIN.findall(lock.read_text(encoding="utf-8")))
    names = {pin.lower().replace("-", "_").replace(".", "_") for pin in pins}
    return frozenset(names.union(*(IMPORT_NAMES.get(name, ()) for name in names)))
