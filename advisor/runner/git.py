"""Runs git so that neither a revision nor a file name is parsed as an option."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from advisor.errors import InputError, Problem
from advisor.text.quoting import quote_value

GLOBAL_OPTIONS = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=true", "--literal-pathspecs", "--no-pager")
DIFF_OPTIONS = ("--no-ext-diff", "--no-textconv", "--no-color", "--text", "--find-renames", "--ignore-submodules")
MAX_ERROR_CHARACTERS = 300


class GitRepository:
    def __init__(self, root: str) -> None:
        self.root = root

    def merge_base(self, revision: str) -> str:
        """Returns the merge base of HEAD and a revision; the revision itself if they share no history."""
        is_option = revision.startswith("-")  # no branch, tag or commit starts with `-`
        commit = b"" if is_option else self._run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}",
                                                 default=b"").strip()
        if not commit:
            raise InputError(Problem(f"git knows no revision {quote_value(revision)} here.",
                                     "Name a branch, tag or commit; in CI fetch it first, with its history."))
        base = self._run("merge-base", commit.decode(), "HEAD", default=b"").split()
        return (base[0] if base else commit).decode()

    def changed_files(self, commit: str) -> dict[str, str]:
        """Returns the files that differ from a commit, each with its path in that commit."""
        fields = iter(self._names(self._run("diff", *DIFF_OPTIONS, "--name-status", "-z", commit, "--")))
        result: dict[str, str] = {}
        for status in fields:
            before = next(fields)
            now = next(fields) if status[:1] in ("R", "C") else before
            result[now] = before
        return result

    def tracked(self, paths: Sequence[str]) -> Iterator[str]:
        """Yields the tracked files among some paths."""
        return self._names(self._run("ls-files", "-z", "--full-name", "--", *paths))

    def diff(self, commit: str, paths: Sequence[str]) -> bytes:
        """Returns the diff of some files against a commit, without context lines."""
        return self._run("diff", *DIFF_OPTIONS, "--unified=0", "--src-prefix=a/", "--dst-prefix=b/",
                         "--inter-hunk-context=0", commit, "--", *paths)

    def _names(self, output: bytes) -> Iterator[str]:
        return (os.fsdecode(name) for name in output.split(b"\0") if name)

    def _run(self, *arguments: str, default: bytes | None = None) -> bytes:
        """Returns the output of git. If it fails, returns `default`, or raises InputError without one."""
        from subprocess import DEVNULL, run

        environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        try:
            completed = run(["git", *GLOBAL_OPTIONS, "-C", self.root, *arguments], env=environment, stdin=DEVNULL,
                            capture_output=True, check=False)
        except FileNotFoundError:
            raise InputError(
                Problem("`--since` asks git, which is not installed.", "Install git, or leave `--since` out.")
            ) from None
        except (OSError, ValueError) as error:
            raise InputError(
                Problem(f"git cannot be asked: {quote_value(str(error))}.", "Leave `--since` out.")
            ) from None
        if completed.returncode == 0:
            return completed.stdout
        if default is not None:
            return default
        cause = " ".join(completed.stderr.decode("utf-8", "replace").split())[:MAX_ERROR_CHARACTERS]
        raise InputError(Problem(f"git does not say what changed in {quote_value(self.root)}: {quote_value(cause)}.",
                                 "Mend that, or leave `--since` out."))
