"""Settings → API & Integrations: the list of keys, making one, its page, and what is done to it."""

import re
from typing import Any

import pytest

from eye.clock import DAY, iso
from tests.dashboard.people import Person, colleague_of
from tests.keys.made import Made, make, make_publishable
from tests.reading import session_of
from tests.world import Organisation, World

API = "/dashboard/settings/api"
KEYS = f"{API}/keys"
NEW = {"name": "Grading server", "kind": "secret", "mode": "live", "roles": "Reviewer"}
PAGES = ("", "/rotate", "/deactivate", "/revoke", "/delete", "/end-sessions")
FORMS = (*PAGES, "/reactivate")


def secret_of(answer: Any) -> str:
    found = re.search(r'<pre id="new-key"[^>]*>(eye_sk_\w+)</pre>', answer.text)
    assert found is not None, answer.text
    return found[1]


def path_of(made: Made, act: str = "") -> str:
    return f"{KEYS}/{made.id}{act}"


def test_a_secret_key_is_shown_once_and_works(acme: Organisation, owner: Person) -> None:
    answer = owner.send(f"{KEYS}/new", **NEW, note="n", expires="2027-06-30", addresses="testclient")
    assert answer.status_code == 422
    answer = owner.send(f"{KEYS}/new", **NEW, note="n", expires="2027-06-30")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "I have copied it" in answer.text
    assert 'data-copy="new-key"' in answer.text
    key = secret_of(answer)
    assert acme.get("/v1/sessions", key).status_code == 200
    onwards = re.search(rf'href="({KEYS}/key_\w+\?done=created)"', answer.text)
    assert onwards is not None
    for path in (onwards[1], API, f"{KEYS}/new", "/dashboard"):
        assert key not in owner.read(path)
    assert "30 Jun 2027" in owner.read(onwards[1])


def test_a_publishable_key_can_be_copied_at_any_time(acme: Organisation, owner: Person) -> None:
    answer = owner.send(f"{KEYS}/new", name="Website", kind="publishable", mode="test", roles="Admin")
    assert answer.status_code == 303
    text = owner.read(answer.headers["location"])
    key = re.search(r'id="key-text">(eye_pk_test_\w+)<', text)
    assert key is not None
    assert acme.start(apiKey=key[1]).status_code == 201
    assert key[1] in owner.read(API)


def test_the_list_says_what_one_wants_to_know(acme: Organisation, owner: Person, world: World) -> None:
    made = make(acme, mode="test", roles=["Viewer", "Billing"], expiresAt=iso(world.clock.at + DAY))
    made.call()
    text = owner.read(API)
    for word in ("Grader", "Active", "TEST", "Secret, test", made.text[:16] + "…", made.id, "Viewer", "Billing"):
        assert word in text, word
    assert "by <bdi>secret live</bdi>" in text  # it was made with that key
    assert 'from <bdi class="mono">testclient</bdi>' in text
    assert "expires" in text
    assert "3 of 20 in use" in text
    assert made.text not in text


def test_revoked_keys_stand_apart_and_deleted_ones_nowhere(acme: Organisation, owner: Person) -> None:
    revoked, deleted = make(acme, name="Revoked one"), make(acme, name="Deleted one")
    revoked.do("revoke")
    deleted.delete()
    text = owner.read(API)
    assert "1 key revoked or expired" in text
    assert "Revoked one" in text
    assert "Deleted one" not in text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "The name is missing"),
        ("name", "x" * 81, "The name has 81 characters"),
        ("expires", "2020-01-01", "Give a day that has not passed"),
        ("expires", "tomorrow", "Give a day that has not passed"),
        ("addresses", "10.0.0.300", "The IP list has '10.0.0.300'"),
        ("addresses", "10.0.0.5/8", "write 10.0.0.0/8"),
        ("roles", "God", "roles has 'God'"),
    ],
)
def test_a_mistake_is_explained_beside_its_field(
    owner: Person, world: World, field: str, value: str, sentence: str
) -> None:
    answer = owner.send(f"{KEYS}/new", **{**NEW, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert sentence in answer.text.replace("&#39;", "'")
    assert len(world.rows("select id from keys")) == 2


@pytest.mark.parametrize(("field", "value"), [("kind", ""), ("kind", "public"), ("mode", ""), ("mode", "LIVE")])
def test_kind_and_mode_are_one_of_two(owner: Person, field: str, value: str) -> None:
    answer = owner.send(f"{KEYS}/new", **{**NEW, field: value})
    assert answer.status_code == 422
    assert "Choose one of the two" in answer.text


def test_at_the_limit_the_page_says_so(acme: Organisation, owner: Person, world: World) -> None:
    world.execute("update organisations set key_limit = 2 where id = :id", id=acme.id)
    answer = owner.send(f"{KEYS}/new", **NEW)
    assert answer.status_code == 409
    assert "revoke an unused key or raise the plan" in answer.text


def test_nobody_makes_a_key_with_what_they_lack(developer: Person, world: World) -> None:
    answer = developer.send(f"{KEYS}/new", **{**NEW, "roles": "Admin"})
    assert answer.status_code == 403
    assert "You lack the permission" in answer.text
    assert len(world.rows("select id from keys")) == 2


def test_a_key_is_changed_on_its_page(acme: Organisation, owner: Person) -> None:
    made = make(acme)
    form = {"whole": "1", "name": "Bills", "note": "n", "roles": "Viewer", "addresses": "10.0.0.0/8\n 203.0.113.7"}
    answer = owner.send(path_of(made), **form, expires="2027-01-31")
    assert answer.headers["location"] == f"{path_of(made)}?done=changed"
    found = made.shown()
    assert (found["name"], found["note"], found["roles"]) == ("Bills", "n", ["Viewer"])
    assert found["ipAllowlist"] == ["10.0.0.0/8", "203.0.113.7"]
    assert found["expiresAt"] == "2027-01-31T23:59:59.999Z"
    text = owner.read(answer.headers["location"])
    assert "10.0.0.0/8\n203.0.113.7</textarea>" in text
    assert 'value="2027-01-31"' in text


def test_saving_what_is_there_changes_nothing(acme: Organisation, owner: Person, world: World) -> None:
    made = make(acme, expiresAt=iso(world.clock.at + DAY), ipAllowlist=["10.0.0.0/8"])
    before = made.shown()
    day = before["expiresAt"][:10]
    form = {"whole": "1", "name": "Grader", "roles": "Billing", "addresses": "10.0.0.0/8", "expires": day}
    assert owner.send(path_of(made), **form).status_code == 303
    assert made.shown() == before


def test_who_has_less_than_a_key_changes_only_its_name(acme: Organisation, developer: Person) -> None:
    made = make(acme, roles=["Admin"])
    text = developer.read(path_of(made))
    assert "This key has permissions that you lack" in text
    assert 'name="roles"' not in text
    assert developer.send(path_of(made), name="Renamed").status_code == 303
    assert (made.shown()["name"], made.shown()["roles"]) == ("Renamed", ["Admin"])
    assert developer.send(path_of(made), whole="1", name="Mine", roles="Developer").status_code == 403
    assert developer.send(path_of(made, "/rotate"), overlap="0").status_code == 403


def test_a_key_is_paused_and_goes_on(acme: Organisation, owner: Person) -> None:
    made = make(acme)
    assert "You can reactivate it at any time." in owner.read(path_of(made, "/deactivate"))
    assert owner.send(path_of(made, "/deactivate")).headers["location"] == f"{path_of(made)}?done=deactivated"
    assert made.refused() == (403, "key_inactive")
    assert "Reactivate" in owner.read(path_of(made))
    assert owner.send(path_of(made, "/reactivate")).status_code == 303
    assert made.works()


def test_a_rotation_shows_the_new_key_once_and_then_its_state(acme: Organisation, owner: Person, world: World) -> None:
    made = make(acme)
    text = owner.read(path_of(made, "/rotate"))
    assert '<option value="86400" selected>24 hours</option>' in text
    answer = owner.send(path_of(made, "/rotate"), overlap="3600")
    new = secret_of(answer)
    assert acme.get("/v1/organisation", new).status_code == 200
    assert new not in owner.read(API)
    assert "The old key has not been used since" in owner.read(path_of(made))
    world.clock.move(seconds=1)
    made.call()
    for path in (path_of(made), API, path_of(Made(acme, made.shown()["rotatedTo"], new))):
        assert "The old key is still used: just now" in owner.read(path), path
    assert "Being replaced" in owner.read(API)
    world.clock.move(hours=1)
    assert "Replaced" in owner.read(path_of(made))
    assert owner.send(path_of(made, "/rotate"), overlap="0").status_code == 409


@pytest.mark.parametrize("overlap", ["", "1", "-1", "x", "٣", "9" * 30])
def test_an_overlap_that_is_not_offered_is_refused(acme: Organisation, owner: Person, overlap: str) -> None:
    made = make(acme)
    assert owner.send(path_of(made, "/rotate"), overlap=overlap).status_code == 422
    assert made.shown()["rotatedTo"] is None


def test_before_a_key_ends_the_page_says_what_stops(acme: Organisation, owner: Person) -> None:
    made = make_publishable(acme)
    sessions = [acme.started(apiKey=made.text, candidateId=name)["sessionId"] for name in ("ada", "bob", "cyd")]
    for act in ("/revoke", "/delete"):
        text = owner.read(path_of(made, act))
        assert "3 sessions running now use this key." in text
        assert "They go on" in text
        assert "It cannot be taken back." in text
    assert made.shown()["status"] == "active"
    assert owner.send(path_of(made, "/revoke")).status_code == 303
    assert acme.start(apiKey=made.text, candidateId="dan").status_code == 401
    assert {session_of(acme, id)["status"] for id in sessions} == {"created"}


def test_ending_the_sessions_is_typed_apart(acme: Organisation, owner: Person) -> None:
    made = make_publishable(acme)
    session = acme.started(apiKey=made.text)["sessionId"]
    owner.send(path_of(made, "/revoke"))
    path = path_of(made, "/end-sessions")
    assert "1 session running now uses this key." in owner.read(path)
    for typed in ("", "website", "yes"):
        answer = owner.send(path, name=typed)
        assert answer.status_code == 422
        assert "This is not the name of the key." in answer.text
    assert session_of(acme, session)["status"] == "created"
    assert owner.send(path, name="Website").headers["location"] == f"{path_of(made)}?done=ended"
    assert session_of(acme, session)["endReason"] == "revoked"


def test_a_deleted_key_is_gone(acme: Organisation, owner: Person) -> None:
    made = make(acme)
    assert owner.send(path_of(made, "/delete")).headers["location"] == f"{API}?done=deleted#keys"
    assert made.refused() == (401, "key_revoked")
    assert owner.get(path_of(made)).status_code == 404
    assert owner.send(path_of(made, "/delete")).status_code == 404


def test_refusals_lead_to_their_remedy(acme: Organisation, owner: Person, world: World) -> None:
    made = make_publishable(acme)
    acme.start(apiKey=made.text, origin="https://new.example.org")
    acme.start(apiKey=made.text, origin="http://new.example.org:8080")
    acme.start(apiKey=made.text, assessmentId="missing")
    world.flush()
    text = owner.read(path_of(made))
    links = re.findall(r'href="(/dashboard/settings/domains\?entry=[^"]+)"', text)
    assert sorted(links) == [
        "/dashboard/settings/domains?entry=http%3A//new.example.org%3A8080",
        "/dashboard/settings/domains?entry=new.example.org",
    ]
    assert "assessment_not_found" in text
    filled = owner.read("/dashboard/settings/domains?entry=new.example.org")
    assert 'value="new.example.org"' in filled
    assert "https://new.example.org" in filled  # the preview says what it would allow
    owner.send("/dashboard/settings/domains", entry="new.example.org")
    assert acme.start(apiKey=made.text, origin="https://new.example.org").status_code == 201


def test_an_entry_from_a_link_is_shown_as_text(owner: Person) -> None:
    answer = owner.get("/dashboard/settings/domains?entry=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%00")
    assert "<script>alert" not in answer.text
    assert answer.status_code in (200, 400)


def test_the_pictures_say_in_words_what_they_show(acme: Organisation, owner: Person, world: World) -> None:
    made = make_publishable(acme)
    acme.started(apiKey=made.text)
    acme.start(apiKey=made.text, origin="https://new.example.org", candidateId="bob")
    world.flush()
    text = owner.read(path_of(made))
    today = str(iso(world.clock.at))[:10]
    assert f'aria-label="1 session in 30 days, at most 1 on {today}"' in text
    assert f'aria-label="1 refusal in 30 days, at most 1 on {today}"' in text


def test_alerts_stand_on_the_first_page_and_on_that_of_the_key(acme: Organisation, owner: Person) -> None:
    made = make(acme)
    acme.start(apiKey=made.text)
    for path in ("/dashboard", path_of(made)):
        text = owner.read(path)
        assert "A secret key was seen in a web page" in text
        assert "Rotate it without overlap" in text
    assert path_of(made) in owner.read("/dashboard")


def test_who_may_not_see_keys_sees_no_alert(acme: Organisation, owner: Person, reviewer: Person) -> None:
    acme.start(apiKey=make(acme).text)
    assert "A secret key was seen" in owner.read("/dashboard")
    assert "A secret key was seen" not in reviewer.read("/dashboard")


@pytest.mark.parametrize("act", FORMS)
def test_a_stranger_gets_404_as_for_a_key_that_never_was(
    acme: Organisation, owner: Person, outsider: Person, act: str
) -> None:
    made = make(acme)
    form = {"name": "Grader", "overlap": "0"}
    if act in PAGES:
        assert owner.get(path_of(made, act)).status_code == 200
        assert outsider.get(path_of(made, act)).status_code == 404
    assert outsider.send(path_of(made, act), **form).status_code == 404
    assert outsider.send(f"{KEYS}/key_never{act}", **form).status_code == 404
    assert made.works()
    assert made.shown()["rotatedTo"] is None


def test_a_colleague_without_the_permission_is_told_which(acme: Organisation) -> None:
    made, reviewer = make(acme), colleague_of(acme, "Reviewer").follow_new_link()
    for path, permission in (
        (f"{KEYS}/new", "api.key.create"),
        (path_of(made), "api.key.view"),
        (path_of(made, "/rotate"), "api.key.update"),
        (path_of(made, "/deactivate"), "api.key.update"),
        (path_of(made, "/revoke"), "api.key.delete"),
        (path_of(made, "/delete"), "api.key.delete"),
        (path_of(made, "/end-sessions"), "api.key.delete"),
    ):
        answer = reviewer.get(path)
        assert answer.status_code == 403
        assert permission in answer.text
        sent = reviewer.send(path, name="Grader")
        assert sent.status_code == 403
    assert made.works()


def test_a_developer_ends_no_sessions(acme: Organisation, developer: Person) -> None:
    made = make_publishable(acme)
    session = acme.started(apiKey=made.text)["sessionId"]
    assert developer.send(path_of(made, "/end-sessions"), name="Website").status_code == 403
    assert session_of(acme, session)["status"] == "created"


def test_the_short_address_leads_to_the_keys(owner: Person) -> None:
    assert owner.get("/dashboard/settings/keys").headers["location"] == f"{API}#keys"
