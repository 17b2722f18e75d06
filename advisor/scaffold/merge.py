"""Three-way text merge with git."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from shutil import which

LABELS = ("yours", "as it was", "advisor")
MAX_CONFLICTS = 127  # `git merge-file` exits with the number of conflicts, up to this; higher codes are errors


def merge(ours: str, base: str, new: str) -> tuple[str, bool]:
    """Returns the merged text and whether it merged cleanly; conflicts are marked in the text.

    Without git it returns the new text as conflicting, to be written next to the present file.
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
        completed = subprocess.run(["git", "merge-file", "-p", "--diff3", *labels, *files], capture_output=True,
                                   check=False, cwd=folder)
    if completed.returncode < 0 or completed.returncode > MAX_CONFLICTS:
        return new, False
    return completed.stdout.decode("utf-8"), completed.returncode == 0


def has_markers(text: str) -> bool:
    """Returns whether a text contains conflict markers of an update."""
    return any(line.startswith(f"<<<<<<< {LABELS[0]}") for line in text.splitlines())
