"""The outcome of a run of `lint`."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.checked import Checked
from advisor.source import Source
from advisor.source.frozen import NamedTuple


class Run(NamedTuple):
    """Every checked document; the findings about a baseline file come after the documents."""

    checked: tuple[Checked, ...]
    sources: tuple[Source, ...]  # text of each document
    failed: tuple[str, ...]  # `file: cause` of each file that could not be checked
    paths: Mapping[str, str]  # displayed file name -> path to open
