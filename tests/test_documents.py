"""Holds docs/events.md to what the code does: every event, flag and field of the policy, and none besides."""

import re
from pathlib import Path

import msgspec
import pytest

from eye.assessments.model import Policy
from eye.assessments.signals import SIGNALS
from eye.events.types import TYPES
from eye.flags.rules import RULES, Rule

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "events.md").read_text()
WIDGET = (ROOT / "widget" / "src" / "types.ts").read_text()
POLICY = msgspec.to_builtins(Policy())
TO_THE_PAGE = {"SYNC", "COVERAGE", "ERROR"}
BY_THE_SERVER = {rule.type for rule in RULES if rule.raised is None}
# In the second column of the table: what a word of it stands for.
KINDS = {"EyeMoment": "a moment", "FlagData": "a flag", "FlagDataWithFile": "a flag with its file"}


def rows(title: str, text: str = TEXT) -> dict[str, list[str]]:
    """The rows of the tables under a heading that begin with a name, by that name."""
    part = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:2] == "| "]
    return {row[0].strip("`"): row[1:] for row in cells if row[0].startswith("`")}


FLAGS = rows("Flags")
FACTS = rows("Facts, which are never flags")
AROUND = rows("Before and around the exam")
SERVER = rows("To the server alone")
PAGE = rows("To the page alone")
POLICIES = rows("Policy")


def payloads() -> dict[str, str]:
    """What types.ts says of each event, by its name."""
    body = WIDGET.split("export interface EyeEvents {")[1].split("\n}\n")[0]
    body = re.sub(r"/\*\*.*?\*/", "", body, flags=re.DOTALL)
    return dict(re.findall(r"^  ([A-Z_]+): (.+?);$", body, re.MULTILINE | re.DOTALL))


def test_every_event_of_the_server_is_described_once() -> None:
    described = [*FLAGS, *FACTS, *AROUND, *SERVER]
    assert sorted(described) == sorted({*TYPES, *BY_THE_SERVER})


def test_every_event_of_the_widget_is_described() -> None:
    described = {*FLAGS, *FACTS, *AROUND, *PAGE}
    assert payloads().keys() == described
    assert set(PAGE) == TO_THE_PAGE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.type)
def test_a_flag_is_described_as_the_rules_have_it(rule: Rule) -> None:
    cells = FLAGS.get(rule.type) or SERVER[rule.type]
    assert rule.severity in cells
    by_itself = rule.cleared is None and rule.type != "DETECTOR_STALLED"
    assert ("at once" in cells) == by_itself


def test_nothing_is_called_a_flag_that_is_none() -> None:
    assert set(FLAGS) | BY_THE_SERVER == {rule.type for rule in RULES}


@pytest.mark.parametrize(("name", "payload"), payloads().items())
def test_a_payload_is_described_with_each_of_its_fields(name: str, payload: str) -> None:
    (cell, *_) = (FLAGS | FACTS | AROUND | PAGE)[name]
    kind, _, more = payload.partition(" & ")
    if kind in KINDS:
        assert re.match(rf"{KINDS[kind]}(?! with)", cell)
    fields = set(re.findall(r"\b(\w+)\??:", re.sub(r"\"[^\"]*\"|Omit<.*>", "", more)))
    assert fields <= {*re.findall(r"`(\w+)`", cell), "config"}


@pytest.mark.parametrize(("interface", "name"), [("SystemCheck", "SYSTEM_CHECK_COMPLETED"), ("EyeSync", "SYNC")])
def test_a_payload_with_a_list_is_described_down_to_its_ends(interface: str, name: str) -> None:
    body = re.search(rf"export interface {interface}\b.*?\n}}\n", WIDGET, re.DOTALL)
    assert body
    (cell, *_) = (AROUND | PAGE)[name]
    plain = re.sub(r"/\*\*.*?\*/", "", body[0], flags=re.DOTALL)
    assert set(re.findall(r"\b(\w+)\??:", plain)) <= set(re.findall(r"`(\w+)`", cell))


def test_every_field_of_the_policy_is_described_with_its_default() -> None:
    assert POLICIES.keys() == POLICY.keys()
    said = {name: row[0].strip("`") for name, row in POLICIES.items()}
    words = {"checks": "all `noted", "off": "none"}
    expected = {name: words.get(name) or msgspec.json.encode(value).decode() for name, value in POLICY.items()}
    assert said == expected
    assert set(POLICY["checks"].values()) == {"noted"}


def test_what_tunes_an_event_is_a_field_of_the_policy() -> None:
    named = {name for row in [*FLAGS.values(), *FACTS.values()] for name in re.findall(r"`(\w+)`", row[-1])}
    assert named <= POLICY.keys()
    thresholds = {name for name in POLICY if re.search(r"Seconds$|Db$|Distance$|Share$|Length$", name)}
    assert thresholds <= named, "what tunes an event is said beside it"


def test_every_signal_is_named_for_off() -> None:
    (line,) = re.findall(r"^The names for `off`: (.+?)\.$", TEXT, re.MULTILINE | re.DOTALL)
    assert re.findall(r"`([a-z-]+)`", line) == list(SIGNALS)
