"""What a run of `lint` found."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.checked import Checked
from advisor.source import Source
from advisor.source.frozen import NamedTuple


class Run(NamedTuple):
    """Everything that was checked; what is found in a baseline file comes after the documents."""

    checked: tuple[Checked, ...]
    sources: tuple[Source, ...]  # the texts of the documents
    failed: tuple[str, ...]  # `file: why` of files that could not be checked
    paths: Mapping[str, str]  # name of a file as it is shown -> to open it
