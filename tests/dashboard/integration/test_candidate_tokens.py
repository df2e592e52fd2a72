"""Settings → Candidate tokens: the three modes, the share that is signed, and snippets that work as printed."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from tests.cli.program import SECONDS, running, said
from tests.dashboard.people import Person, colleague_of
from tests.sessions.minting import mint, set_identity
from tests.world import Organisation, World

PAGE = "/dashboard/settings/candidate-tokens"


def chosen(text: str) -> list[str]:
    return re.findall(r'name="identity" value="(\w+)" checked', text)


def test_a_mode_is_chosen_and_counts_from_the_next_start(acme: Organisation, owner: Person) -> None:
    assert chosen(owner.read(PAGE)) == ["off"]
    answer = owner.send(PAGE, identity="required")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=required")
    text = owner.read(answer.headers["location"])
    assert chosen(text) == ["required"]
    assert "only pages with a good token start" in text
    assert acme.start().json()["code"] == "candidate_token_required"
    assert acme.get("/v1/organisation").json()["identity"] == "required"


def test_a_change_is_audited_and_what_changes_nothing_is_not(owner: Person, world: World) -> None:
    for mode in ("report", "report"):
        owner.send(PAGE, identity=mode)
    acts = world.rows("select actor, data from audit where act = 'organisation.update'")
    assert acts == [
        {"actor": owner.member_id, "data": '{"before":{"identity":"off"},"after":{"identity":"report"}}'},
    ]


@pytest.mark.parametrize("mode", ["", "on", "REQUIRED", "off,report"])
def test_another_mode_is_refused(acme: Organisation, owner: Person, mode: str) -> None:
    assert owner.send(PAGE, identity=mode).status_code == 422
    assert acme.get("/v1/organisation").json()["identity"] == "off"


def test_who_may_only_look_cannot_change_it(acme: Organisation, developer: Person, reviewer: Person) -> None:
    text = developer.read(PAGE)
    assert text.count("disabled") >= 3
    assert "organisation.update" in text
    assert developer.send(PAGE, identity="required").status_code == 403
    assert reviewer.get(PAGE).status_code == 403
    assert colleague_of(acme, "Admin").follow_new_link().send(PAGE, identity="report").status_code == 303


def test_it_shows_which_share_is_signed_and_from_where(
    acme: Organisation, stranger: Organisation, owner: Person, world: World
) -> None:
    set_identity(acme, "report")
    acme.add_domain("other.example.org")
    stranger.started(candidateId="theirs")
    world.clock.move(hours=1)
    for number in range(3):
        acme.started(candidateId=f"c{number}", candidateToken=mint(acme, candidateId=f"c{number}"))
    acme.started(candidateId="dan", candidateToken="made.up")
    acme.started(candidateId="eve", origin="https://other.example.org")
    text = owner.read(PAGE)
    assert "3 of 5 signed (60 %)" in text
    assert "2 of the 5 starts" in text
    numbers = r'.*?class="number">(\d+)<' * 3
    rows = re.findall(rf'<bdi class="mono">(https://[^<]+)</bdi>{numbers}', text, re.S)
    assert rows == [("https://exam.example.com", "3", "0", "1"), ("https://other.example.org", "0", "1", "0")]
    world.clock.move(hours=24 * 8)
    assert "No start in these days" in owner.read(PAGE)


def test_a_session_says_how_it_was_identified(acme: Organisation, owner: Person) -> None:
    set_identity(acme, "report")
    signed = acme.started(candidateToken=mint(acme))["sessionId"]
    bad = acme.started(candidateId="bob", candidateToken="made.up")["sessionId"]
    assert "by a candidate token" in owner.read(f"/dashboard/sessions/{signed}")
    text = owner.read(f"/dashboard/sessions/{bad}")
    assert "Bad token" in text
    assert "candidate_token_invalid" in text


def snippet(text: str, name: str) -> str:
    found = re.search(rf'<pre id="mint-{name}"[^>]*>(.*?)</pre>', text, re.S)
    assert found is not None
    return unescape(found[1])


COMMANDS = {"python": [sys.executable, "-c"], "node": ["node", "-e"], "curl": ["sh", "-c"]}


def test_the_snippets_print_a_token_as_they_stand(owner: Person, tmp_path: Path) -> None:
    text = owner.get(PAGE).text
    settings = {"EYE_DATA": str(tmp_path / "data")}
    printed = said("org", "create", "Acme", "--email", "owner@acme.example", **settings)
    secret = next(word for word in printed.split() if word.startswith("eye_sk_live_"))
    with running(tmp_path, "serve", until="running", **settings) as eye:
        for name, command in COMMANDS.items():
            program = snippet(text, name).replace("http://localhost:8000", f"http://127.0.0.1:{eye.port}")
            done = subprocess.run(
                [*command, program],
                env={"PATH": os.environ["PATH"], "EYE_SECRET_KEY": secret},
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
            assert done.returncode == 0, done.stderr
            assert re.search(r"[\w.-]{200,}", done.stdout), done.stdout
