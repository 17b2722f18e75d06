"""Cache key of a run: hash of everything that results depend on besides the documents."""

from __future__ import annotations

from advisor.linter.settings import Settings
from advisor.rulebook.fingerprint import code_stamp
from advisor.source.digest import blake2b

FORMAT_VERSION = 2  # of cached data
CODE_FOLDERS = ("fileset", "linter", "linter/documents", "linter/fixes", "linter/suppressions", "linter/system",
                "readers", "readers/mermaid", "readers/plantuml", "readers/structurizr", "source")


def configuration(rules: str, settings: Settings, max_questions: int) -> str:
    """Returns a hash of settings, rules, program version and, in a checkout, the code.

    Args:
        rules: fingerprint of the rules, which includes the version.
    """
    digest = blake2b(f"{FORMAT_VERSION} {max_questions}\n".encode(), digest_size=12)
    digest.update(rules.encode())
    for folder in CODE_FOLDERS:
        digest.update(code_stamp(folder).encode())
    chosen = (sorted(settings.only), sorted(settings.ignore), sorted(settings.severities.items()))
    digest.update(repr(chosen).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
