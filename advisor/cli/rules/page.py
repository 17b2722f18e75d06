"""Where the rules can be read on the web, as the package itself says."""

from __future__ import annotations

DISTRIBUTION = "comms-advisor"
LABEL = "Rules"  # in `[project.urls]`


def rules_page() -> str:
    """Returns the address of docs/rules.md, or nothing where the package names none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        addresses = metadata(DISTRIBUTION).get_all("Project-URL") or []
    except PackageNotFoundError:  # run from a folder
        return ""
    pairs = (address.partition(",") for address in addresses)
    return next((address.strip() for label, _, address in pairs if label.strip() == LABEL), "")
