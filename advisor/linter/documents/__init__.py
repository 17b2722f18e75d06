"""Checks of documents: unreadable parts, and contradictions between diagrams and text."""

from __future__ import annotations

from advisor.linter.homes import REPORTED_ELSEWHERE, CheckRegistry

__all__ = ["CHECKS"]

CHECKS = CheckRegistry({
    "described-not-drawn": "documents.views",
    "diagram-contradiction": "documents.views",
    "drawn-not-described": "documents.views",
    "incomplete-block": "documents.blocks",
    "invalid-architecture": "documents.faults",
    "undocumented-decision": "documents.views",
    "unreadable-diagram": "documents.faults",
    **dict.fromkeys(("misspelt-suppression", "stale-baseline-entry", "suppression-without-reason",
                     "unknown-suppression", "unreadable-document", "unused-suppression"), REPORTED_ELSEWHERE),
})
