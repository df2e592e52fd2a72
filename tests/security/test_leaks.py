"""What each thing gives to whom it leaks, as SECURITY.md says: each opens its own door, and none lies in clear."""

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from eye.app import SERVER_ROUTES
from eye.organisations.sign_in.links import SET_PASSWORD
from tests.dashboard.people import PASSWORD, Person, give_password, new_link
from tests.media.upload import upload
from tests.server.test_oauth import ask
from tests.sessions.minting import mint
from tests.world import Organisation, World

DOORS = [
    (method, re.sub(r"\{\w+\}", "some_1", route.path))
    for route in SERVER_ROUTES
    if isinstance(route, Route)
    for method in sorted((route.methods or set()) - {"HEAD"})
]


def leaks(acme: Organisation, owner: Person) -> dict[str, str]:
    """One of each that lets somebody in or signs something, as its holder has it."""
    world = acme.world
    give_password(owner)
    assert owner.sign_in().status_code == 303
    return {
        "publishable key": acme.publishable,
        "secret key": acme.secret,
        "access token": ask(acme).json()["access_token"],
        "candidate token": mint(acme, candidateId="bob"),
        "session token": acme.started()["token"],
        "cookie": owner.token,
        "link": new_link(world, owner.member_id, SET_PASSWORD),
        "password": PASSWORD,
        "webhook secret": acme.call("POST", "/v1/webhooks", {"url": "https://exam.example.com/eye"}).json()["secret"],
        "pepper": world.parts.secrets.pepper,
        "signing secret": world.parts.secrets.signing[-1],
    }


@pytest.mark.parametrize("engine", ["sqlite"])
def test_only_the_keys_and_tokens_of_servers_open_what_servers_read(acme: Organisation, owner: Person) -> None:
    found, client = leaks(acme, owner), acme.world.client
    for name in found.keys() - {"secret key", "access token", "link"}:
        for method, path in DOORS:
            answer = client.request(method, path, headers={"authorization": f"Bearer {found[name]}"})
            assert answer.status_code in (401, 429), (name, method, path)
    assert all(acme.get("/v1/sessions", found[name]).status_code == 200 for name in ("secret key", "access token"))


@pytest.mark.parametrize("engine", ["sqlite"])
def test_only_a_session_token_writes_into_a_session_and_it_reads_nothing(acme: Organisation, owner: Person) -> None:
    found, world = leaks(acme, owner), acme.world
    for name in found.keys() - {"session token"}:
        for answer in (world.send(found[name]), world.end(found[name]), upload(world, found[name])):
            assert answer.status_code == 401, (name, answer.text)
    assert world.send(found["session token"], origin="https://elsewhere.example.com").status_code == 403
    told = world.send(found["session token"], world.event(1, "STARTED"))
    assert told.status_code == 202
    assert told.json().keys() == {"acked", "serverTime", "examEndsAt", "commands", "rejected", "flags"}
    assert told.json()["flags"] == [], "but the ids of flags that its own events raise"


@pytest.mark.parametrize("engine", ["sqlite"])
def test_only_a_cookie_opens_the_dashboard(acme: Organisation, owner: Person) -> None:
    found = leaks(acme, owner)
    for name, text in found.items():
        person = Person(acme.world)
        person.token = text
        assert person.get("/dashboard/sessions").status_code == (200 if name == "cookie" else 303), name


def test_the_database_holds_nothing_that_works(acme: Organisation, owner: Person, world: World) -> None:
    """But publishable keys, which stand in every exam page. Without the file of secrets none of it can be tried."""
    found = leaks(acme, owner)
    world.flush()
    kept = _everything(world)
    assert found["publishable key"] in kept
    assert [name for name, text in found.items() if name != "publishable key" and text in kept] == []


def test_the_media_folder_names_nobody(acme: Organisation, world: World) -> None:
    session = acme.started(candidateId="lovelace", candidateFirstName="Ada", candidateEmail="ada@lovelace.example")
    assert upload(world, session["token"], name="ada-lovelace.png").status_code == 201
    folder = Path(world.parts.settings.media_url.removeprefix("file://"))
    (path,) = (path for path in folder.rglob("*") if path.is_file() and "evidence" in path.parts)
    assert "lovelace" not in str(path.relative_to(folder)).lower()
    assert path.read_bytes().startswith(b"\x89PNG")


def _everything(world: World) -> str:
    """Every row of every table."""
    if world.parts.settings.database_url.startswith("postgresql"):
        sql = "select table_name as name from information_schema.tables where table_schema = 'public'"
    else:
        sql = "select name from sqlite_master where type = 'table'"
    rows: list[Any] = [world.rows(f'select * from "{row["name"]}"') for row in world.rows(sql)]  # noqa: S608
    return str(rows)
