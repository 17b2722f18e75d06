"""Writes the results of an interview, and its decision records if requested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.cli.output import STANDARD, write

if TYPE_CHECKING:
    from advisor.cli.ask.run import Call
    from advisor.engine import Engine
    from advisor.model.interaction import Interaction


class Results:
    """Shows and records results: text on standard output at once, everything else at the end."""

    def __init__(self, arguments: Call, engine: Engine) -> None:
        self._arguments = arguments
        self._engine = engine
        self._interactions: list[Interaction] = []
        self._is_shown_at_once = arguments.form == "text" and arguments.output == STANDARD

    def show(self, interaction: Interaction) -> None:
        self._interactions.append(interaction)
        if self._is_shown_at_once:
            self._write([interaction])

    def end(self) -> None:
        if self._interactions and not self._is_shown_at_once:
            self._write(self._interactions)
        if self._interactions and self._arguments.adr is not None:
            self._record(self._arguments.adr)

    def _record(self, path: str) -> None:
        from advisor.cli.records.write import write_records

        files = dict.fromkeys(interaction.source.name for interaction in self._interactions if interaction.source.name)
        results = [(interaction, self._engine.recommend(interaction.facts())) for interaction in self._interactions]
        for line in write_records(path, results, self._engine.name, tuple(files)):
            self._arguments.manners.say(line)

    def _write(self, interactions: list[Interaction]) -> None:
        from advisor.reporters import REPORTERS
        from advisor.reporters.report import Look, Report
        from advisor.reporters.text import pages

        look = self._arguments.manners.look() if self._arguments.output == STANDARD else Look()
        results = [(interaction, self._engine.recommend(interaction.facts())) for interaction in interactions]
        report = Report(self._engine.name, tuple(interactions), results, look=look,
                        single=not interactions[0].id)
        write(pages(report) if self._arguments.form == "text" else REPORTERS[self._arguments.form](report),
              self._arguments.output)
