"""Web address of the rules, from the package metadata."""

from __future__ import annotations

DISTRIBUTION = "comms-advisor"
LABEL = "Rules"  # in `[project.urls]`


def rules_page() -> str:
    """Returns the URL of docs/rules.md, or an empty string if the package names none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata(DISTRIBUTION).get_all("Project-URL") or []
    except PackageNotFoundError:  # run from a source tree
        return ""
    pairs = (url.partition(",") for url in urls)
    return next((url.strip() for label, _, url in pairs if label.strip() == LABEL), "")
