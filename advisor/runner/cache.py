"""Lint results of earlier runs, keyed by document content and everything else that a result depends on.

The cache lies in the project, so it is untrusted: it is read as JSON, and malformed shards count as missing.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import Any

from advisor.linter.settings import RuleSelection
from advisor.rulebook.fingerprint import code_stamp

CACHE_DIRECTORY = ".advisor_cache"
MAX_CONFIGURATIONS = 6  # the least recently used are removed first
MAX_SHARD_ENTRIES = 4000
MAX_SHARD_BYTES = 32 * 1024 * 1024
DIGITS = "0123456789abcdef"
TAG = ("Signature: 8a477f597d28d172789f06886806bc55\n"
       "# This directory holds what `advisor lint` remembers of documents.\n"
       "# It is safe to delete. See https://bford.info/cachedir/\n")
FORMAT_VERSION = 2  # of cached data
CODE_FOLDERS = ("formats", "extraction", "analysis", "linter", "adr", "runner")


class Cache:
    """Results by key, in shards that are read on first use and written if changed."""

    def __init__(self, root: str, configuration: str) -> None:
        """Args:
            root: the directory that holds the cache.
            configuration: hash of everything all results depend on, in letters and digits.
        """
        self._root = os.path.join(root, CACHE_DIRECTORY)
        self._directory = os.path.join(self._root, configuration)
        self._shards: dict[str, dict[str, str]] = {}
        self._changed: set[str] = set()

    @property
    def exists(self) -> bool:
        """Whether results of this configuration are stored."""
        return os.path.isdir(self._directory)

    def get(self, key: str) -> Any:
        """Returns the data stored under a key, or None."""
        text = self._shard(key[0]).get(key)
        if text is None:
            return None
        from json import loads

        try:
            return loads(text)
        except (ValueError, RecursionError):
            return None

    def put(self, key: str, data: Any) -> None:
        """Stores JSON data under a key."""
        from json import dumps

        self._shard(key[0])[key] = dumps(data, separators=(",", ":"))
        self._changed.add(key[0])

    def save(self) -> None:
        """Writes changed shards; ignores write errors."""
        if not self._changed:
            return
        try:
            self._prepare()
            for digit in sorted(self._changed):
                entries = list(self._shards[digit].items())[-MAX_SHARD_ENTRIES:]
                _replace(os.path.join(self._directory, digit), _content(digit, entries))
            _prune(self._root, self._directory)
        except OSError:
            return
        finally:
            self._changed.clear()

    def _shard(self, digit: str) -> dict[str, str]:
        shard = self._shards.get(digit)
        if shard is None:
            shard = self._shards[digit] = _read(os.path.join(self._directory, digit), digit)
        return shard

    def _prepare(self) -> None:
        for directory in (self._root, self._directory):
            if os.path.islink(directory):
                raise OSError("a cache is no link")
            os.makedirs(directory, exist_ok=True)
        for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", TAG)):
            path = os.path.join(self._root, name)
            if not os.path.lexists(path):
                _replace(path, text.encode())


def document_key(identity: str, content: bytes) -> str:
    """Returns the key of a document: a hash of its name and content."""
    digest = blake2b(content, digest_size=16)
    digest.update(b"\0" + identity.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _content(digit: str, entries: list[tuple[str, str]]) -> bytes:
    body = "".join(f"{key} {text}\n" for key, text in entries).encode()
    return _digest(digit, body) + b"\n" + body


def _digest(digit: str, body: bytes) -> bytes:
    return blake2b(digit.encode() + body, digest_size=16).hexdigest().encode()


def _read(path: str, digit: str) -> dict[str, str]:
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as stream:
            content = stream.read(MAX_SHARD_BYTES + 1)
    except OSError:
        return {}
    head, _, body = content.partition(b"\n")
    if len(content) > MAX_SHARD_BYTES or head != _digest(digit, body):
        return {}
    try:
        lines = body.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return {}
    pairs = (line.partition(" ") for line in lines if line)
    return {key: text for key, _, text in pairs}


def _replace(path: str, content: bytes) -> None:
    temporary = f"{path}.{os.getpid()}.tmp"
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o666), "wb") as stream:
            stream.write(content)
        os.replace(temporary, path)
    except OSError:
        if os.path.lexists(temporary):
            os.unlink(temporary)
        raise


def _prune(root: str, current: str) -> None:
    """Removes all but the most recently used configurations, and leftovers of interrupted runs."""
    os.utime(current)
    with os.scandir(root) as entries:
        others = [(entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in entries
                  if entry.is_dir(follow_symlinks=False)]
    for _, directory in sorted(others, reverse=True)[MAX_CONFIGURATIONS:]:
        with os.scandir(directory) as entries:
            files = [entry.path for entry in entries
                     if entry.name[:1] in DIGITS and entry.is_file(follow_symlinks=False)]
        for path in files:
            os.unlink(path)
        os.rmdir(directory)


def configuration_key(rules: str, settings: RuleSelection, max_questions: int) -> str:
    """Returns a hash of settings, rules, program version and, in a checkout, the code.

    Args:
        rules: fingerprint of the rules, which includes the version.
    """
    digest = blake2b(f"{FORMAT_VERSION} {max_questions}\n".encode(), digest_size=12)
    digest.update(rules.encode())
    for folder in CODE_FOLDERS:
        digest.update(code_stamp(folder).encode())
    chosen = (list(settings.severities.items()), *(sorted(names) for names in settings if isinstance(names, frozenset)))
    digest.update(repr(chosen).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
