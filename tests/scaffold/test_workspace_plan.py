"""A whole architecture as the subject of a workspace: who runs, what they agree on, what leads to what."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from advisor.api import load_engine, read_architecture
from advisor.cli.scaffold.inputs import plan_workspace
from advisor.errors import InputError
from advisor.scaffold.plan import plan_project
from advisor.scaffold.project import ProjectPlan, ProjectSpec
from advisor.scaffold.render import join_wrapped
from advisor.scaffold.workspace import safe_file_name
from tests import ROOT

EXAMPLES = ROOT / "examples"
SYNC, ASYNC = {"needs_response": True}, {"needs_response": False}


def subject(tmp_path: Path, interactions: list[str], services: str = "", name: str = "") -> ProjectSpec:
    """Returns the subject of an architecture, an interaction a line: `id, from, to, pattern, operation`."""
    lines = ["version: 1", "name: Odd", "services: {" + services + "}", "interactions:"]
    for line in interactions:
        ident, sender, receivers, pattern, *operation = (part.strip() for part in line.split(";"))
        facts = f", operation: {operation[0]!r}" if operation else ""
        to = receivers if receivers.startswith("[") else f"{receivers!r}"
        lines.append(f"  - {{id: {ident!r}, from: {sender!r}, to: {to}{facts}, design: {{pattern: {pattern}}}}}")
    file = tmp_path / "odd.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return of_file(file, name)


def of_file(file: Path, name: str = "") -> ProjectSpec:
    engine = load_engine(())
    return plan_workspace(read_architecture([str(file)], engine.terms), engine, "", name, str(file))


def planned(made: ProjectSpec) -> ProjectPlan:
    return plan_project(made, "0.0.0")


def service(made: ProjectSpec, package: str) -> dict[str, Any]:
    return next(one for one in made.services if one["package"] == package)


def contract(made: ProjectSpec, name: str) -> dict[str, Any]:
    return next(one for one in made.contracts if one["name"] == name)


def edges(made: ProjectSpec) -> dict[str, dict[str, Any]]:
    return {edge["name"]: edge for one in made.interactions for edge in one["edges"]}


def test_the_order_flow_is_a_shop() -> None:
    made = of_file(EXAMPLES / "order-processing.yaml")

    assert {one["package"]: one["part"] for one in made.services} == {
        "api_gateway": "", "order_service": "order", "payment_service": "payment",
        "notification_service": "notification", "inventory_service": "inventory",
        "analytics_service": "analytics", "fraud_service": "fraud", "email_worker": "email"}
    [begin] = [edge for edge in edges(made).values() if edge["is_entry"]]
    assert begin["from_client"]
    assert len(begin["reaches"]) == len(made.services)
    assert contract(made, "order_created")["rejects"] == "order_created_rejected"


def test_the_gateway_only_passes_on_and_takes_the_times_of_the_design() -> None:
    made = of_file(EXAMPLES / "order-processing.yaml")
    [handled] = service(made, "api_gateway")["handled"]

    assert (handled["passes_on"], handled["timeout_ms"]) == (True, 700)
    assert edges(made)["create_order"]["timeout_ms"] == 250
    assert edges(made)["create_order"]["attempts"] == 2  # one repeat after the first try
    assert edges(made)["place_order"]["attempts"] == 1  # `retries: none`


def test_the_same_architecture_gives_the_same_files() -> None:
    first, second = (planned(of_file(EXAMPLES / "order-processing.yaml")) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("name", ["order-processing.yaml", "order-processing-bad.yaml", "otel-shop.yaml",
                                  "rabbitmq-shop.yaml", "checkout.md"])
def test_every_example_gives_python_that_can_be_read(name: str) -> None:
    files = planned(of_file(EXAMPLES / name)).files

    for file in files:
        assert "__each_" not in file.text
        assert str(ROOT) not in file.text
        if file.path.endswith(".py"):
            ast.parse(file.text, file.path)


def test_only_what_is_used_is_there(tmp_path: Path) -> None:
    made = subject(tmp_path, ["a; x; y; message-queue", "b; y; x; message-queue"])
    paths = {file.path for file in planned(made).files}

    assert "libs/src/transports/queues.py" in paths
    assert "dev/broker.py" not in paths
    assert not {path for path in paths if "grpc" in path or "http_" in path or "stream" in path}
    assert "confluent-kafka" not in next(file.text for file in planned(made).files if file.path == "requirements.lock")


def test_names_that_become_the_same_stay_apart(tmp_path: Path) -> None:
    made = subject(tmp_path, ["a-b; Ünïcode Svc; unicode-svc; rest", "a_b; unicode-svc; UNICODE_SVC; rest",
                              "x2; import; grpc; grpc; f", "x_2; grpc; import; grpc; g"])
    packages = [one["package"] for one in made.services]
    names = [one["name"] for one in made.contracts]

    assert packages[:3] == ["unicode_svc", "unicode_svc_2", "unicode_svc_3"]
    assert len({one.replace("_", "") for one in packages}) == len(packages)
    assert len({one.replace("_", "") for one in names}) == len(names)
    assert not {"import", "grpc"} & {*packages, *names}


def test_names_that_are_too_long_are_cut_and_stay_apart(tmp_path: Path) -> None:
    long = "x" * 90
    made = subject(tmp_path, [f"{long}-1; {long}-a; {long}-b; rest; POST /{long}/{long}/{long}",
                              f"{long}-2; {long}-b; {long}-a; event-streaming; {long}.{long}"])

    assert max(len(one["package"]) for one in made.services) <= 24
    assert len({one["name"] for one in made.contracts}) == len(made.contracts)


@pytest.mark.parametrize(("operation", "route"), [
    ("POST /v1/orders", ("POST", "/v1/orders", [])),
    ("GET /v1/orders/{order-id}?page=2", ("GET", "/v1/orders/{order_id}", ["order_id"])),
    ("get /a/:id/b/<id>", ("GET", "/a/{id_app}/b/{id_appx}", ["id_app", "id_appx"])),
    ("PATCH /../../etc/passwd", ("PATCH", "/etc/passwd", [])),
    ("look it up", ("POST", "/look-it-up", [])),
    ('POST /"""/${x}', ("POST", "/x", [])),
])
def test_a_route_is_read_from_the_operation(tmp_path: Path, operation: str, route: tuple[str, str, list[str]]) -> None:
    made = subject(tmp_path, [f"it; a; b; rest; {operation}", "other; b; a; message-queue"])
    found = contract(made, "it")

    assert (found["method"], found["path"], found["places"]) == route


def test_two_callers_of_an_operation_share_its_contract(tmp_path: Path) -> None:
    made = subject(tmp_path, ["one; a; c; rest; GET /things/{id}", "two; b; c; rest; GET /things/{name}",
                              "three; a; d; grpc; DService/Do", "four; b; d; grpc; Do"])

    assert {edge["name"]: edge["contract"] for edge in edges(made).values()} == {
        "one": "one", "two": "one", "three": "do", "four": "do"}


def test_a_call_with_several_receivers_is_a_call_to_each(tmp_path: Path) -> None:
    made = subject(tmp_path, ["ask; a; [b, c]; rest; GET /x", "other; b; a; message-queue"])

    assert [(edge["receivers"], edge["contract"]) for edge in edges(made).values() if edge["id"] == "ask"] == [
        (["b"], "ask"), (["c"], "ask_2")]


def test_a_queue_belongs_to_one_service(tmp_path: Path) -> None:
    made = subject(tmp_path, ["one; a; b; message-queue; jobs", "two; a; c; message-queue; jobs",
                              "three; a; [b, c]; message-queue; letters"])
    queues = [queue for one in made.services for handled in one["handled"] if (queue := handled["queue"])]

    assert sorted(queues) == ["jobs", "jobs.c", "letters.b", "letters.c"]


def test_writers_of_a_topic_share_it(tmp_path: Path) -> None:
    made = subject(tmp_path, ["one; a; b; event-streaming; changed", "two; c; d; event-streaming; changed"])

    assert {edge["contract"] for edge in edges(made).values()} == {"one"}
    assert [handled["contract"] for handled in service(made, "d")["handled"]] == ["one", "one_rejected"]


def test_a_rejection_that_is_drawn_is_not_made_up_again(tmp_path: Path) -> None:
    made = subject(tmp_path, ["placed; a; b; event-streaming; order.placed",
                              "no; b; a; event-streaming; order.placed.rejected"])

    assert contract(made, "placed")["rejects"] == ""
    assert sorted(one["channel"] for one in made.contracts if not one["is_rejection"]) == [
        "order.placed", "order.placed.rejected"]


def test_what_comes_round_to_where_it_began_stops_there(tmp_path: Path) -> None:
    made = subject(tmp_path, ["ab; a; b; rest; POST /ab", "bc; b; c; grpc; Bc", "ca; c; a; event-streaming; ca",
                              "aa; a; a; rest; POST /aa"])
    found = edges(made)
    follow_ups = {(one["package"], handled["contract"]): [*handled["calls"], *handled["tells"]]
                  for one in made.services for handled in one["handled"]}

    assert found["ab"]["is_entry"]
    assert follow_ups[("b", "ab")] == ["bc"]
    assert _is_acyclic(follow_ups, found)


def test_a_query_leads_to_nothing_that_changes_anything(tmp_path: Path) -> None:
    made = subject(tmp_path, ["look; a; b; rest; GET /x", "write; b; c; rest; POST /y", "read; b; c; rest; GET /y"])
    [handled] = service(made, "b")["handled"]

    assert (handled["calls"], handled["tells"]) == (["read"], [])


def test_a_database_has_no_process_and_a_broker_is_not_a_party(tmp_path: Path) -> None:
    made = subject(tmp_path, ["store; a; db; rest", "emit; a; kafka; event-streaming; happened",
                              "read; kafka; [b, c]; event-streaming; happened",
                              "lost; kafka; b; event-streaming; other"],
                   "db: {kind: database}, kafka: {kind: broker}")

    assert [one["package"] for one in made.services] == ["a", "b", "c"]
    assert edges(made)["emit"]["receivers"] == ["b", "c"]
    assert [note.partition(":")[0] for note in made.summary] == ["store", "emit", "lost"]


def test_outsiders_are_played_by_a_script_or_stood_in_for(tmp_path: Path) -> None:
    made = subject(tmp_path, ["ask; shopper; shop; rest; POST /x", "hook; shop; partner; rest; POST /hook"],
                   "shopper: {kind: browser}, partner: {kind: external}")

    assert {one["package"]: one["stands_in"] for one in made.services} == {"shop": False, "partner": True}
    assert edges(made)["ask"]["from_client"]


def test_everything_without_a_pattern_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("version: 1\ninteractions:\n  - {id: a, from: x, to: y}\n  - {id: b, from: y, to: x}\n")
    with pytest.raises(InputError) as error:
        of_file(file)

    assert [problem.location for problem in error.value.problems] == [f"{file}:3:5", f"{file}:4:5"]


def test_more_services_than_anybody_runs_on_one_machine_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="101 services"):
        subject(tmp_path, [f"i{number}; s{number}; s{number + 1}; message-queue" for number in range(100)])
    made = subject(tmp_path, [f"i{number}; s{number}; s{number + 1}; grpc" for number in range(99)])
    assert len(made.services) == 100


def test_nothing_but_outsiders_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no service"):
        subject(tmp_path, ["a; x; db; rest", "b; y; db; rest"],
                "x: {kind: browser}, y: {kind: browser}, db: {kind: database}")


@pytest.mark.parametrize("name", ['a"b`c', "<script>alert(1)</script>", "{{7*7}}<% raw %>", "$(reboot)", '"""',
                                  "日本語", "__service__", "-", "end", "None", "9lives", "../../etc"])
def test_a_hostile_name_stays_a_name(tmp_path: Path, name: str) -> None:
    quoted = name.replace("'", "''")
    made = subject(tmp_path, [f"it; {quoted}; b; rest; POST /{quoted}", f"other; b; {quoted}; event-streaming"])

    for file in planned(made).files:
        assert ".." not in file.path.split("/")
        assert file.path.isascii()
        if file.path.endswith(".py"):
            ast.parse(file.text, file.path)
            assert "<script>" not in file.text


@pytest.mark.parametrize(("source", "kept"), [
    ("a/b/orders.yaml", "orders.yaml"), ("-", "architecture.yaml"), ("../..", "architecture.yaml"),
    ("x y$.md", "x-y-.md"), (".hidden", "hidden.yaml")])
def test_the_architecture_is_kept_under_a_plain_name(source: str, kept: str) -> None:
    assert safe_file_name(source) == kept


def test_a_list_is_broken_where_a_line_would_be_too_long() -> None:
    text = join_wrapped("\n".join(f"argument_{number}=value_{number}" for number in range(20)), 8)

    assert max(map(len, text.split("\n"))) <= 120
    assert text.count(",") == 19


def _is_acyclic(follow_ups: dict[tuple[str, str], list[str]], found: dict[str, dict[str, Any]]) -> bool:
    def walk(node: tuple[str, str], above: tuple[tuple[str, str], ...]) -> bool:
        if node in above:
            return False
        return all(walk((receiver, found[name]["contract"]), (*above, node))
                   for name in follow_ups.get(node, []) for receiver in found[name]["receivers"])

    return all(walk(node, ()) for node in follow_ups)
