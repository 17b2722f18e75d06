"""What the results of a run depend on beside its documents, as one short text."""

from __future__ import annotations

from advisor.linter.settings import Settings
from advisor.rulebook.fingerprint import code_stamp
from advisor.source.digest import blake2b

FORMAT = 2  # of what is kept
CODE = ("fileset", "linter", "linter/documents", "linter/fixes", "linter/suppressions", "linter/system", "readers",
        "readers/mermaid", "readers/plantuml", "readers/structurizr",
        "source")


def configuration(rules: str, settings: Settings, most_questions: int) -> str:
    """Returns a hash over the settings, the rules and the version of this program and, in a checkout, its code.

    Args:
        rules: the fingerprint of the rules, which the version is part of.
    """
    digest = blake2b(f"{FORMAT} {most_questions}\n".encode(), digest_size=12)
    digest.update(rules.encode())
    for folder in CODE:
        digest.update(code_stamp(folder).encode())
    chosen = (sorted(settings.only), sorted(settings.ignore), sorted(settings.severities.items()))
    digest.update(repr(chosen).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
