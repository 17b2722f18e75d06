"""Questions to git, asked so that neither a revision nor a file name is ever taken for an option."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from advisor.errors import InputError, Problem
from advisor.notation.quote import quoted

PLAIN = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=true", "--literal-pathspecs", "--no-pager")
AS_IT_IS = ("--no-ext-diff", "--no-textconv", "--no-color", "--text", "--find-renames", "--ignore-submodules")
MOST_SAID = 300  # characters of what git says


def repository_of(directory: str) -> str:
    """Returns the directory of the repository that another one is in, or nothing."""
    path = Path(directory)
    return next((str(home) for home in (path, *path.parents) if (home / ".git").exists()), "")


class Repository:
    def __init__(self, home: str) -> None:
        self.home = home

    def since(self, revision: str) -> str:
        """Returns the commit where the present branch left a revision; the revision itself where the two never met."""
        is_option = revision.startswith("-")  # no branch, tag or commit begins so
        commit = b"" if is_option else self._ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}",
                                                 otherwise=b"").strip()
        if not commit:
            raise InputError(Problem(f"git knows no revision {quoted(revision)} here.",
                                     "Name a branch, tag or commit; in CI fetch it first, with its history."))
        base = self._ask("merge-base", commit.decode(), "HEAD", otherwise=b"").split()
        return (base[0] if base else commit).decode()

    def changed_files(self, commit: str) -> dict[str, str]:
        """Returns the files that differ from a commit, each with its name then."""
        said = iter(self._names(self._ask("diff", *AS_IT_IS, "--name-status", "-z", commit, "--")))
        found: dict[str, str] = {}
        for status in said:
            before = next(said)
            now = next(said) if status[:1] in ("R", "C") else before
            found[now] = before
        return found

    def tracked(self, paths: Sequence[str]) -> Iterator[str]:
        """Yields those of some files that git knows."""
        return self._names(self._ask("ls-files", "-z", "--full-name", "--", *paths))

    def diff(self, commit: str, paths: Sequence[str]) -> bytes:
        """Returns what changed in some files since a commit, without the lines around it."""
        return self._ask("diff", *AS_IT_IS, "--unified=0", "--src-prefix=a/", "--dst-prefix=b/",
                         "--inter-hunk-context=0", commit, "--", *paths)

    def _names(self, said: bytes) -> Iterator[str]:
        return (os.fsdecode(name) for name in said.split(b"\0") if name)

    def _ask(self, *words: str, otherwise: bytes | None = None) -> bytes:
        """Returns what git says; `otherwise` where it refuses, and InputError where that is not expected."""
        from subprocess import DEVNULL, run

        environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        try:
            said = run(["git", *PLAIN, "-C", self.home, *words], env=environment, stdin=DEVNULL, capture_output=True,
                       check=False)
        except FileNotFoundError:
            raise InputError(Problem("`--since` asks git, which is not installed.",
                                     "Install git, or leave `--since` out.")) from None
        except (OSError, ValueError) as error:
            raise InputError(Problem(f"git cannot be asked: {quoted(str(error))}.", "Leave `--since` out.")) from None
        if said.returncode == 0:
            return said.stdout
        if otherwise is not None:
            return otherwise
        cause = " ".join(said.stderr.decode("utf-8", "replace").split())[:MOST_SAID]
        raise InputError(Problem(f"git does not say what changed in {quoted(self.home)}: {quoted(cause)}.",
                                 "Mend that, or leave `--since` out."))
