"""Recommends how two services should communicate: a pattern, the reasons, and what would change the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.api import evaluate, load_engine, recommend
    from advisor.errors import InputError
    from advisor.version import __version__

__all__ = ["InputError", "__version__", "evaluate", "load_engine", "recommend"]

_MODULES = {"InputError": "advisor.errors", "__version__": "advisor.version", "evaluate": "advisor.api",
            "load_engine": "advisor.api", "recommend": "advisor.api"}


def __getattr__(name: str) -> Any:
    """Imports a public name on first use, so that `import advisor` costs nothing."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
