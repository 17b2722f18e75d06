"""Overlays: what a team adds, replaces, re-weighs and switches off, with provenance."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import RulebookError
from advisor.model.pack import Pack
from advisor.rulebook.terms import build_terms
from tests import CASES as ALL_CASES
from tests.packs import load_pack

CASES = ALL_CASES / "rulebook"
SMALL = CASES / "small"
OVERLAYS = CASES / "overlays"


@pytest.fixture(scope="module")
def team() -> Pack:
    return load_pack(SMALL, [OVERLAYS / "team"])


def change(pack: Pack, name: str) -> tuple[str, str, str, str]:
    found = pack.provenance[name]
    return found.change, found.by, found.pack, found.file


def test_an_overlay_adds_rules_facts_patterns_and_notes(team: Pack) -> None:
    assert {"night-work", "file-for-night"} <= {rule.id for rule in team.rules}
    assert [fact.name for fact in team.vocabulary.needs][-1] == "at_night"
    assert [pattern.name for pattern in team.patterns] == ["call", "file-drop", "message"]
    assert change(team, "night-work") == ("added", "team", "team", "scenarios.yaml")
    assert change(team, "file-drop") == ("added", "team", "team", "patterns/file-drop.yaml")
    assert change(team, "message-lost") == ("added", "team", "team", "patterns/message.yaml")


def test_an_overlay_replaces_what_has_the_same_id(team: Pack) -> None:
    rules = {rule.id: rule for rule in team.rules}
    assert rules["call-outside"].favours == {"call": 5}
    assert change(team, "call-outside") == ("replaced", "team", "team", "scenarios.yaml")
    assert team.patterns[0].favoured == ()  # it stands among the scenarios now
    assert [practice.title for practice in team.practices] == ["Our timeout"]
    assert [technology.title for technology in team.patterns[2].technologies] == ["Our rabbit", "HTTP feed"]
    assert [case.title for case in team.cases] == ["Files at night.", "Nothing is known.", "We still call."]


def test_an_overlay_switches_rules_and_notes_off(team: Pack) -> None:
    assert "call-under-load" not in {rule.id for rule in team.rules}
    assert [rule.id for rule in team.switched_off] == ["call-under-load"]
    assert team.patterns[0].avoided == ()
    assert team.patterns[0].gotchas == ()
    assert change(team, "call-under-load") == ("switched-off", "team", "small", "patterns/call.yaml")
    assert team.provenance["call-blocks"].because == "Everybody here knows."


def test_an_overlay_reweighs_rules(team: Pack) -> None:
    rules = {rule.id: rule for rule in team.rules}
    assert rules["answer-needed"].favours == {"call": 6, "message": -1}
    assert change(team, "answer-needed") == ("reweighed", "team", "small", "scenarios.yaml")
    assert team.provenance["answer-needed"].because == "We have regretted queues."


def test_an_overlay_states_the_platform_and_the_judgement_calls(team: Pack) -> None:
    assert (team.name, team.title) == ("small", "Call or message?")
    assert team.precedence == ("platform", "simplicity")
    assert team.simplicity == ("message", "call")
    assert team.platform == ("message", "call")  # rabbit's alias stands for the pattern it serves
    assert load_pack(SMALL, [OVERLAYS / "platform-only"]).platform == ("call", "message")


def test_an_overlay_keeps_what_it_does_not_mention(team: Pack) -> None:
    message = team.patterns[2]
    assert (message.title, message.mode, message.aliases) == ("A message", "async", ("mail",))
    assert [rule.id for rule in message.excluded] == ["no-broker-outside"]
    assert build_terms(team).pattern_aliases["rpc"] == "call"
    assert change(team, "several-consumers") == ("", "", "small", "scenarios.yaml")


def test_overlays_act_in_their_order() -> None:
    pack = load_pack(SMALL, [OVERLAYS / "team", OVERLAYS / "later"])
    assert pack.switched_off == ()
    assert pack.roles["call-under-load"] == "warning"
    assert change(pack, "call-under-load") == ("replaced", "later", "later", "warnings.yaml")
    assert change(pack, "night-work") == ("reweighed", "later", "team", "scenarios.yaml")
    with pytest.raises(RulebookError, match="There is no rule `night-work`"):
        load_pack(SMALL, [OVERLAYS / "later", OVERLAYS / "team"])


def test_what_one_overlay_switched_off_the_next_cannot_switch_off_again(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("switched_off: [{id: call-under-load, because: Again.}]\n", encoding="utf-8")
    with pytest.raises(RulebookError, match="`call-under-load` is switched off already, by team"):
        load_pack(SMALL, [OVERLAYS / "team", tmp_path])


def test_an_overlay_may_stand_on_the_built_in_pack(tmp_path: Path) -> None:
    from advisor.rulebook.location import built_in_pack

    (tmp_path / "pack.yaml").write_text("platform: [kafka, rabbitmq]\n", encoding="utf-8")
    pack = load_pack(built_in_pack(), [tmp_path])
    assert pack.platform == ("event-streaming", "message-queue")
