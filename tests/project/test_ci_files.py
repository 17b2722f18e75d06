"""The hook, the action and every snippet of docs/ci.md do what they say, run as far as a machine of one's own can."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema.validators import validator_for
from ruamel.yaml import YAML
from sarif_kit.validate import validation_errors

from advisor.formats.detection import FORMAT_BY_SUFFIX
from advisor.reporters import REPORTERS
from tests import ROOT
from tests.ci_commands import azure_commands, github_commands

PROGRAMS = Path(sys.executable).parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SCHEMAS = {".github/workflows/design.yml": "github-workflows", ".gitlab-ci.yml": "gitlab-ci",
           "azure-pipelines.yml": "azure-pipelines"}
BAD = """\
# Orders

```yaml advisor
interactions:
  - {id: load-cart, from: shop, to: cart, operation: GET /cart, design: {pattern: rest, timeout_ms: none}}
```
"""
GOOD = BAD.replace("timeout_ms: none", "timeout_ms: 800")


def snippet(name: str) -> dict[str, Any]:
    found = next(YAML(typ="safe", pure=True).load(text) for place, text in SNIPPETS if place == name)  # knows `on`
    assert isinstance(found, dict)
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one document that has an error."""
    place = tmp_path / "repository"
    (place / "docs").mkdir(parents=True)
    (place / "docs" / "orders.md").write_text(BAD)
    bash("git init --quiet .", place)
    return place


def bash(script: str, place: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a script with this project's programs on the path and nothing of the user's own."""
    known = {key: os.environ[key] for key in ("LANG", "LC_ALL", "SYSTEMROOT") if key in os.environ}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], cwd=place, text=True, encoding="utf-8",
        capture_output=True, check=False, env={
            **known, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}", "HOME": str(place.parent),
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **environment})


def copy_of_this_repository(place: Path) -> Path:
    """A repository with what stands here now, committed or not."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "benchmarks/")):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    bash("git init --quiet . && git add --all && git -c user.name=a -c user.email=a@b commit --quiet -m all", place)
    return place


# what is published


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_snippet_holds_nothing_that_its_system_does_not_know(name: str) -> None:
    schema = json.loads(resources.files("check_jsonschema.builtin_schemas.vendor").joinpath(
        f"{SCHEMAS[name]}.json").read_text(encoding="utf-8"))
    assert [error.message for error in validator_for(schema)(schema).iter_errors(snippet(name))] == []


def test_the_action_holds_nothing_that_github_does_not_know() -> None:
    schema = json.loads(resources.files("check_jsonschema.builtin_schemas.vendor").joinpath(
        "github-actions.json").read_text(encoding="utf-8"))
    assert [error.message for error in validator_for(schema)(schema).iter_errors(ACTION)] == []


def test_the_action_passes_an_audit(tmp_path: Path) -> None:
    audit = bash(f"zizmor --offline --no-progress --format json '{ROOT / 'action.yml'}'", tmp_path)
    assert json.loads(audit.stdout) == []
    assert audit.returncode == 0


def test_no_input_of_the_action_is_pasted_into_a_script() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert all("${{" not in script for script in scripts)


def test_the_page_names_every_format_and_every_input() -> None:
    def first_cells(heading: str) -> list[str]:
        table = PAGE.partition(heading)[2].partition("\n\n")[0]
        return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)

    assert sorted(first_cells("| Format | For |\n")) == sorted(REPORTERS)
    assert first_cells("| Input | Default | |\n") == list(ACTION["inputs"])
    for name, about in ACTION["inputs"].items():
        shown = re.search(rf"^\| `{name}` \| `?([^`|]*)`? ?\|", PAGE, re.MULTILINE)
        assert shown is not None
        assert shown[1].strip() == about["default"], name


def test_every_yaml_of_the_page_says_which_file_it_is() -> None:
    assert len(SNIPPETS) == PAGE.count("```yaml")
    assert {name for name, _ in SNIPPETS} == {*SCHEMAS, ".pre-commit-config.yaml"}


# pre-commit


@pytest.mark.parametrize("name", [
    *(f"docs/a{ending}" for ending in FORMAT_BY_SUFFIX), "a.dsl", "compose.yaml", "x/docker-compose.override.yml",
    "api/asyncapi.json", "architecture-orders.yaml"])
def test_the_hook_is_given_what_can_be_read(name: str) -> None:
    assert re.search(HOOK["files"], name)


@pytest.mark.parametrize("name", [".github/workflows/ci.yml", "a.py", "package.json", "md", "readme.md.orig"])
def test_the_hook_is_not_given_what_is_no_document(name: str) -> None:
    assert not re.search(HOOK["files"], name)


def hooked(repository: Path, config: dict[str, Any], **environment: str) -> subprocess.CompletedProcess[str]:
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    return bash("git add --all && pre-commit run --all-files --color never", repository,
                PRE_COMMIT_HOME=str(repository.parent / "hooks"), **environment)


def test_pre_commit_runs_the_hook_on_documents_and_fails_where_there_is_an_error(repository: Path) -> None:
    (repository / "ci.yml").write_text("jobs: {}\n")
    config = {"repos": [{"repo": "local", "hooks": [{**HOOK, "language": "system"}]}]}
    failed = hooked(repository, config)
    assert failed.returncode == 1
    assert "docs/orders.md:5:101: error missing-timeout shop calls cart without a timeout" in failed.stdout
    assert "ci.yml" not in failed.stdout
    (repository / "docs" / "orders.md").write_text(GOOD)
    passed = hooked(repository, config)
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout


def test_excludes_hold_for_files_that_pre_commit_names(repository: Path) -> None:
    (repository / ".advisor.yaml").write_text("exclude: [docs/]\n")
    done = hooked(repository, {"repos": [{"repo": "local", "hooks": [{**HOOK, "language": "system"}]}]})
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout


def test_pre_commit_takes_the_manifest_and_the_snippets(tmp_path: Path) -> None:
    checked = bash(f"pre-commit validate-manifest '{ROOT / '.pre-commit-hooks.yaml'}'", tmp_path)
    assert checked.returncode == 0, checked.stdout
    configs = [text for name, text in SNIPPETS if name == ".pre-commit-config.yaml"]
    for number, text in enumerate(configs):
        (tmp_path / f"{number}.yaml").write_text(text)
        assert yaml.safe_load(text)["repos"][0]["hooks"][0]["id"] == HOOK["id"]
        checked = bash(f"pre-commit validate-config {number}.yaml", tmp_path)
        assert checked.returncode == 0, checked.stdout


@pytest.mark.scaffold
def test_pre_commit_installs_the_hook_from_a_repository_and_runs_it(repository: Path, tmp_path: Path) -> None:
    source = copy_of_this_repository(tmp_path / "source")
    revision = bash("git rev-parse HEAD", source).stdout.strip()
    (_, text) = next(one for one in SNIPPETS if one[0] == ".pre-commit-config.yaml")
    config = yaml.safe_load(text.replace("https://github.com/OWNER/REPOSITORY", str(source)).replace(
        "REVISION", revision))
    network = {key: value for key, value in os.environ.items() if "PROXY" in key.upper() or key.startswith("PIP_")}
    done = hooked(repository, config, **network)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "docs/orders.md:5:101: error missing-timeout" in done.stdout


# the action


def evaluated(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: known[found[1]], text)


def step_of(repository: Path, step: str, known: dict[str, str], **environment: str,
            ) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """Runs one step as a runner does, and returns what it says and what it gives to later steps."""
    found = next(one for one in ACTION["runs"]["steps"] if one.get("id") == step)
    inputs = {f"inputs.{name}": about["default"] for name, about in ACTION["inputs"].items()}
    outputs = repository.parent / f"outputs-of-{step}"
    outputs.write_text("")
    done = bash(found["run"], repository, GITHUB_OUTPUT=str(outputs), RUNNER_TEMP=str(repository.parent), **environment,
                **{name: evaluated(value, inputs | known) for name, value in found["env"].items()})
    pairs = (line.split("=", 1) for line in outputs.read_text().splitlines())
    return done, dict(pairs)


def linted(repository: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    known = {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
    return step_of(repository, "lint", {"steps.install.outputs.programs": str(PROGRAMS), **known})


def test_the_action_annotates_writes_sarif_and_fails_where_there_is_an_error(repository: Path) -> None:
    done, outputs = linted(repository)
    assert (done.returncode, outputs) == (1, {"exit-code": "1"})
    (error,) = (one for one in github_commands(done.stdout) if one.name == "error")
    assert error.properties["file"] == "docs/orders.md"
    assert error.properties["line"] == "5"
    log = json.loads((repository / "advisor.sarif").read_text())
    assert validation_errors(log) == []
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "docs/orders.md"


def test_the_action_passes_where_there_is_none_and_tells_how_it_ended(repository: Path) -> None:
    (repository / "docs" / "orders.md").write_text(GOOD)
    assert linted(repository)[1] == {"exit-code": "0"}
    (repository / "empty").mkdir()
    assert linted(repository, paths="empty")[1] == {"exit-code": "3"}
    assert linted(repository, arguments="--fail-no=x")[1] == {"exit-code": "2"}


def test_inputs_of_the_action_are_words_and_never_code(repository: Path) -> None:
    name = "it's $(touch pwned) `touch pwned`; \"docs\" & -x"
    shutil.move(repository / "docs", repository / name)
    done, outputs = linted(repository, paths=f"{name}\n\n{name}/orders.md", arguments="--fail-on\nnever\n--statistics",
                           format="concise", sarif_file="out put.sarif")
    assert (done.returncode, outputs) == (0, {"exit-code": "0"}), done.stderr
    assert f"{name}/orders.md:5:101: error missing-timeout" in done.stdout
    assert (repository / "out put.sarif").is_file()
    assert not list(repository.rglob("pwned"))


@pytest.mark.scaffold
def test_the_action_installs_itself_from_where_it_lies(repository: Path, tmp_path: Path) -> None:
    source = copy_of_this_repository(tmp_path / "source")
    network = {key: value for key, value in os.environ.items() if "PROXY" in key.upper() or key.startswith("PIP_")}
    done, outputs = step_of(repository, "install", {"steps.python.outputs.python-path": sys.executable,
                                                    "github.action_path": str(source)}, **network)
    assert done.returncode == 0, done.stdout + done.stderr
    told, ended = step_of(repository, "lint", {"steps.install.outputs.programs": outputs["programs"]})
    assert ended == {"exit-code": "1"}, told.stderr


# other systems


def test_the_job_for_gitlab_writes_what_it_hands_over(repository: Path) -> None:
    job = snippet(".gitlab-ci.yml")["design"]
    (command,) = job["script"]
    done = bash(command, repository)
    assert done.returncode == 1
    reports = job["artifacts"]["reports"]
    (entry,) = (one for one in json.loads((repository / reports["codequality"]).read_text())
                if one["check_name"] == "missing-timeout")
    assert entry["location"] == {"path": "docs/orders.md", "lines": {"begin": 5}}
    assert ElementTree.parse(repository / reports["junit"]).getroot().attrib["failures"] == "1"
    assert {".advisor_cache"} <= {one.name for one in repository.iterdir()} & set(job["cache"]["paths"])


def test_the_steps_for_azure_write_what_they_hand_over(repository: Path) -> None:
    steps = snippet("azure-pipelines.yml")["steps"]
    (command,) = (step["script"] for step in steps if step.get("script", "").startswith("advisor"))
    done = bash(command, repository)
    assert done.returncode == 1
    assert [one.properties["type"] for one in azure_commands(done.stdout)][0] == "error"  # noqa: RUF015
    assert (repository / steps[-1]["inputs"]["testResultsFiles"]).is_file()


def test_the_commands_of_the_page_run(repository: Path) -> None:
    commands = [line.removeprefix("$ ").partition(" | ")[0] for block in re.findall(
        r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()]
    codes = {command: bash(command, repository).returncode for command in commands}
    assert len(commands) == 5
    assert list(codes.values()) == [0, 0, 1, 1, 1], codes
    assert (repository / "comment.md").read_text().startswith("<!-- advisor-lint -->\n")
