"""Two changes of one text brought together, as git does it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from shutil import which

LABELS = ("yours", "as it was", "advisor")
MOST_CONFLICTS = 127  # git answers with their number, and with more for errors


def merge(ours: str, base: str, new: str) -> tuple[str, bool]:
    """Returns the merged text and whether it is whole; what collides stands in it between conflict markers.

    Without git the new text is returned, as not whole: it has to be put beside.
    """
    if which("git") is None:
        return new, False
    with tempfile.TemporaryDirectory(prefix="advisor-merge-") as folder:
        files = []
        for name, text in zip(("ours", "base", "new"), (ours, base, new), strict=True):
            file = Path(folder, name)
            file.write_text(text, encoding="utf-8", newline="")
            files.append(str(file))
        labels = [part for label in LABELS for part in ("-L", label)]
        done = subprocess.run(["git", "merge-file", "-p", "--diff3", *labels, *files], capture_output=True, check=False,
                              cwd=folder)
    if done.returncode < 0 or done.returncode > MOST_CONFLICTS:
        return new, False
    return done.stdout.decode("utf-8"), done.returncode == 0


def has_markers(text: str) -> bool:
    """Returns whether conflict markers of ours stand in a text."""
    return any(line.startswith(f"<<<<<<< {LABELS[0]}") for line in text.splitlines())
