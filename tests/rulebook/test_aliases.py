"""A renamed rule is found under its old id wherever an id is accepted, and shown under its new one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from advisor import api
from advisor.errors import RulebookError
from advisor.model.practice import ids_by_name
from advisor.notation.read import parse_tree
from advisor.notation.tree import to_plain
from advisor.text.source import Source
from tests import ROOT
from tests.conftest import Advise
from tests.packs import load_pack

PACK = ROOT / "rules" / "communication"
OLD, NEW = "needless-sync", "unnecessary-sync-call"
OLD_RULE, NEW_RULE = "queue-forgets", "queue-cannot-replay"
ORDERS = """\
version: 1
services: {shop: {kind: service}, mail: {kind: service}}
interactions:
  - {id: tell-mail, from: shop, to: mail, needs: {needs_response: false}, design: {pattern: rest}}
"""


@pytest.fixture
def orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.yaml").write_text(ORDERS)
    return tmp_path / "orders.yaml"


def found(run: Advise, *options: str) -> list[str]:
    done = run("lint", "orders.yaml", "--no-cache", "--format", "json", *options)
    return [finding["rule"] for finding in json.loads(done.out)["findings"]]


def test_every_alias_of_the_built_in_pack_has_one_meaning() -> None:
    pack = load_pack(PACK)
    ids = {*pack.provenance}
    assert pack.aliases
    assert not ids & pack.aliases.keys()
    assert set(pack.aliases.values()) <= ids


def test_a_practice_is_chosen_ignored_and_weighed_by_either_id(run: Advise, orders: Path) -> None:
    for name in (OLD, NEW):
        assert found(run, "--only", name) == [NEW]
        assert NEW not in found(run, "--ignore", name)
        assert NEW not in found(run, "--severity", f"{name}=off")
        assert found(run, "--only", NEW, "--severity", f"{name}=info") == [NEW]


@pytest.mark.parametrize("setting", [f"ignore: [{OLD}]", f"severity: {{{OLD}: off}}"])
def test_an_option_overrides_a_file_that_uses_the_other_id(run: Advise, orders: Path, setting: str) -> None:
    (orders.parent / ".advisor.yaml").write_text(setting + "\n")
    assert NEW not in found(run)
    assert found(run, "--only", NEW) == [NEW]
    assert run("evaluate", "orders.yaml", "--only", NEW, "--quiet").out.count(NEW) == 1


def test_the_later_severity_wins_under_whichever_id(run: Advise, orders: Path) -> None:
    (orders.parent / ".advisor.yaml").write_text(f"severity: {{{OLD}: info}}\n")
    done = run("lint", "orders.yaml", "--no-cache", "--format", "json", "--only", NEW, "--severity", f"{NEW}=error")
    assert [finding["severity"] for finding in json.loads(done.out)["findings"]] == ["error"]


def test_a_comment_with_the_old_id_silences_and_is_in_use(run: Advise, orders: Path) -> None:
    orders.write_text(ORDERS.replace("  - {id", f"  # advisor: ignore {OLD} -- agreed\n  - {{id"))
    assert not {NEW, "unused-suppression", "unknown-suppression"} & set(found(run))
    assert NEW not in run("evaluate", "orders.yaml", "--quiet").out


def test_a_comment_with_the_old_id_that_silences_nothing_is_unused(run: Advise, orders: Path) -> None:
    orders.write_text(ORDERS.replace("rest", "message-queue").replace(
        "  - {id", f"  # advisor: ignore {OLD} -- agreed\n  - {{id"))
    assert "unused-suppression" in found(run)


def test_a_baseline_written_before_the_renaming_still_holds(run: Advise, orders: Path) -> None:
    run("lint", "orders.yaml", "--no-cache", "--write-baseline", "--baseline", "base.json")
    baseline = orders.parent / "base.json"
    text = baseline.read_text()
    assert f'"{NEW}"' in text
    baseline.write_text(text.replace(f'"{NEW}"', f'"{OLD}"'))
    assert found(run, "--baseline", "base.json") == []
    assert run("lint", "orders.yaml", "--no-cache", "--prune-baseline", "--baseline", "base.json").code == 0
    assert "fingerprint" in baseline.read_text()


def test_sarif_names_the_former_ids(run: Advise, orders: Path) -> None:
    done = run("lint", "orders.yaml", "--no-cache", "--format", "sarif", "--only", OLD)
    (rule,) = json.loads(done.out)["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["deprecatedIds"]) == (NEW, [OLD])


def test_a_fingerprint_is_that_of_the_first_id() -> None:
    practice = next(practice for practice in api.load_practices() if practice.id == NEW)
    assert practice.original_id == OLD
    assert ids_by_name([practice]) == {NEW: NEW, OLD: NEW}


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (OLD_RULE, NEW_RULE)])
def test_explain_knows_both(run: Advise, old: str, new: str) -> None:
    assert run("explain", old).out == run("explain", new).out
    assert run("explain", old).out.startswith(new)


def test_an_overlay_replaces_a_rule_by_its_old_id(tmp_path: Path) -> None:
    (tmp_path / "practices").mkdir()
    text = (PACK / "practices" / "calls" / f"{NEW}.yaml").read_text().replace(f"id: {NEW}", f"id: {OLD}", 1)
    text = text.replace(f"aliases: [{OLD}]\n", "").replace("severity: warning", "severity: error")
    (tmp_path / "practices" / f"{OLD}.yaml").write_text(text)
    pack = load_pack(PACK, [tmp_path])
    (practice,) = (practice for practice in pack.practices if practice.id in (OLD, NEW))
    assert (practice.id, practice.severity, practice.aliases) == (NEW, "error", (OLD,))
    assert {name for example in practice.examples for name in example.finds} <= {NEW}


def test_a_practice_of_a_team_may_name_a_check_by_its_old_id(tmp_path: Path) -> None:
    (tmp_path / "practices").mkdir()
    (tmp_path / "practices" / "our-drain.yaml").write_text(
        "id: our-drain\ntitle: Slow.\ncheck: queue-drain\nparameters: {outage_minutes: 5, drain_minutes: 9}\n"
        "says: Slow.\nbecause: B.\nremedy: R.\nsource: S\n")
    pack = load_pack(PACK, [tmp_path])
    assert next(practice for practice in pack.practices if practice.id == "our-drain").check == "slow-queue-drain"


def test_an_overlay_switches_off_by_the_old_id_and_its_cases_use_it(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        f"switched_off:\n  - {{id: {OLD}, because: We call.}}\n")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "ours.yaml").write_text(
        "cases:\n  - {id: ours, title: Replay., facts: {replay: true}, fires: [" + OLD_RULE + "]}\n")
    pack = load_pack(PACK, [tmp_path])
    assert NEW not in {practice.id for practice in pack.practices}
    assert next(case for case in pack.cases if case.id == "ours").fires == (NEW_RULE,)


def test_an_alias_that_means_something_else_already_is_refused(tmp_path: Path) -> None:
    (tmp_path / "warnings.yaml").write_text(
        f"warnings:\n  - {{id: ours, aliases: [missing-timeout, {OLD}], title: T., when: {{replay: true}}, warns: W.,\n"
        "     because: B., source: S}\n")
    with pytest.raises(RulebookError) as refused:
        load_pack(PACK, [tmp_path])
    assert [problem.message for problem in refused.value.problems] == [
        "`missing-timeout` already means `missing-timeout`.", f"`{OLD}` already means `{NEW}`."]


@pytest.mark.parametrize("path", sorted(PACK.rglob("*.yaml")), ids=lambda path: path.name)
def test_pyyaml_reads_every_rule_file_as_we_do(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.load(text, Loader=yaml.SafeLoader) == to_plain(parse_tree(Source(path.name, text), problems=[]))
    assert max(map(len, text.splitlines())) <= 120
