"""A finding: a rule that a document breaks, and where."""

from __future__ import annotations

from typing import NamedTuple

from advisor.source import Span


class Finding(NamedTuple):
    rule: str
    severity: str  # error, warning, info
    message: str
    span: Span
    interaction: str
    fingerprint: str
    help: str
