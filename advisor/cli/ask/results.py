"""What an interview came to: shown, and recorded where that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.cli.output import STANDARD, write

if TYPE_CHECKING:
    from advisor.cli.ask.run import Call
    from advisor.engine import Engine
    from advisor.model.interaction import Interaction


class Results:
    """Shows and records results: text at once on standard output, everything else when all is said."""

    def __init__(self, call: Call, engine: Engine) -> None:
        self._call = call
        self._engine = engine
        self._found: list[Interaction] = []
        self._is_shown_at_once = call.form == "text" and call.output == STANDARD

    def show(self, interaction: Interaction) -> None:
        self._found.append(interaction)
        if self._is_shown_at_once:
            self._write([interaction])

    def end(self) -> None:
        if self._found and not self._is_shown_at_once:
            self._write(self._found)
        if self._found and self._call.adr is not None:
            self._record(self._call.adr)

    def _record(self, place: str) -> None:
        from advisor.cli.records.write import write_records

        files = dict.fromkeys(interaction.source.name for interaction in self._found if interaction.source.name)
        results = [(interaction, self._engine.recommend(interaction.facts())) for interaction in self._found]
        for line in write_records(place, results, self._engine.name, tuple(files)):
            self._call.manners.say(line)

    def _write(self, interactions: list[Interaction]) -> None:
        from advisor.reporters import REPORTERS
        from advisor.reporters.report import Look, Report
        from advisor.reporters.text import pages

        look = self._call.manners.look() if self._call.output == STANDARD else Look()
        results = [(interaction, self._engine.recommend(interaction.facts())) for interaction in interactions]
        report = Report(self._engine.name, tuple(interactions), results, look=look,
                        single=not interactions[0].id)
        write(pages(report) if self._call.form == "text" else REPORTERS[self._call.form](report), self._call.output)
