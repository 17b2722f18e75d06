"""Alert rules: an alert on a metric that nobody writes never fires, so each is checked against the code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import reliability.metrics  # noqa: F401  its import declares the metrics

ALERTS = Path(__file__).parents[1] / "ops" / "alerts.yml"
GROUPS: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text())["groups"]
RULES: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"]]
SUFFIX = re.compile(r"_(total|bucket|sum|count|created|info)$")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_names_only_metrics_that_the_services_have(rule: dict[str, Any]) -> None:
    known = {metric.name for metric in REGISTRY.collect()} | {"up"}
    named = set(re.findall(r"\b(?:up|[a-z]+(?:_[a-z0-9]+)+)(?=\s*[{\[)><=])", rule["expr"])) - {"histogram_quantile"}

    assert named, "the expression names no metric"
    assert {SUFFIX.sub("", name) for name in named} <= known


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_how_long_how_bad_and_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["for"]
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["action"]
