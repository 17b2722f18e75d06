"""How CI systems take commands out of what a step prints, written from their published syntax.

GitHub: a line that begins with `::`, spaces aside, is `::name property=value,...::message`, and `##[name]` is an older
spelling that counts anywhere on a line; between `::stop-commands::TOKEN` and `::TOKEN::` nothing is a command.
Azure Pipelines: `##vso[area.action property=value;...]message` anywhere on a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

GITHUB = re.compile(r"::(?P<name>[^\s:]+)(?: (?P<properties>.*?))?::(?P<message>.*)", re.DOTALL)
AZURE = re.compile(r"##vso\[(?P<name>[^\s\]]+)(?: (?P<properties>[^\]]*))?\](?P<message>.*)", re.DOTALL)


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def github_commands(text: str) -> Iterator[Command]:
    token = ""
    for line in re.split(r"\r\n|\n|\r", text):
        if token:
            token = "" if line.strip() == f"::{token}::" else token
            continue
        found = GITHUB.match(line.strip())
        if found is None:
            if old := re.search(r"##\[(.*?)\]", line):
                yield Command(f"##[{old[1]}]", {}, "")
            continue
        command = _command(found, ",")
        if command.name == "stop-commands":
            token = command.message
        else:
            yield command
    assert not token, "commands are never taken again"


def azure_commands(text: str) -> Iterator[Command]:
    for line in re.split(r"\r\n|\n|\r", text):
        found = AZURE.search(line)
        if found is None:
            if "##[" in line:
                yield Command(line, {}, "")
        else:
            command = _command(found, ";")
            yield command._replace(message=command.message.replace("%AZP25", "%"), properties={
                name: value.replace("%AZP25", "%") for name, value in command.properties.items()})


def _command(found: re.Match[str], between: str) -> Command:
    pairs = (pair.partition("=") for pair in (found["properties"] or "").split(between) if pair)
    return Command(found["name"], {name.strip(): _decoded(value) for name, _, value in pairs},
                   _decoded(found["message"]))


def _decoded(text: str) -> str:
    return unquote(text) if "%AZP25" not in text else "%AZP25".join(map(unquote, text.split("%AZP25")))
