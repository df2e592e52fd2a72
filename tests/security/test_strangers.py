"""Every page and form with an id, taken from the route table: for another organisation nothing of it exists."""

from eye.dashboard.same_site import local_path
from tests.dashboard.people import Person
from tests.furnished import dashboard, filled, furnish, without_request_id
from tests.security.work import Work
from tests.world import Organisation, World


def test_a_stranger_gets_404_on_every_page_with_an_id(
    acme: Organisation, owner: Person, outsider: Person, world: World
) -> None:
    ids = furnish(acme, owner)
    never, work = dict.fromkeys(ids, "never_was"), Work(world)
    for path in [path for path in dashboard(world, "GET") if "{" in path]:
        assert owner.get(filled(path, ids)).status_code == 200, path
        theirs, asked = work.of(outsider.get, filled(path, ids))
        unknown, asked_of_unknown = work.of(outsider.get, filled(path, never))
        assert (theirs.status_code, unknown.status_code) == (404, 404), path
        assert asked == asked_of_unknown, f"{path}: a stranger could tell by the time that it takes"
        assert without_request_id(theirs) == without_request_id(unknown), path


def test_a_stranger_changes_nothing_by_any_form_with_an_id(
    acme: Organisation, owner: Person, outsider: Person, world: World
) -> None:
    ids = furnish(acme, owner)
    before, work, never = _everything(world), Work(world), dict.fromkeys(ids, "never_was")
    for path in [path for path in dashboard(world, "POST") if "{" in path]:
        answer, asked = work.of(outsider.send, filled(path, ids), **FIELDS)
        unknown, asked_of_unknown = work.of(outsider.send, filled(path, never), **FIELDS)
        assert answer.status_code in (404, 422), path
        assert without_request_id(answer) == without_request_id(unknown), path
        assert asked == asked_of_unknown, f"{path}: a stranger could tell by the time that it takes"
    assert _everything(world) == before


# So that nothing is refused for its form before anybody looks whose it is.
FIELDS = {
    "name": "Mine now",
    "title": "Mine now",
    "text": "Mine now",
    "reason": "Mine now",
    "decision": "dismiss",
    "version": "0",
    "outcome": "suspicious",
    "sure": "1",
}


def _everything(world: World) -> list[list[dict[str, object]]]:
    tables = ("assessments", "sessions", "flags", "reviews", "outcomes", "members", "roles", "webhook_endpoints")
    more = ("domains", "candidates", "commands", "granted_attempts", "passkeys")
    found = [world.rows(f"select * from {table} order by 1") for table in tables + more]  # noqa: S608
    return [
        *found,
        world.rows("select id, name, revoked_at, deleted_at, inactive_at, rotated_to from keys order by id"),
    ]


def test_no_next_leads_elsewhere() -> None:
    for wanted in ("/dashboard/../..//evil.example", "/dashboard/%0d%0aLocation:x", "/dashboard//evil.example"):
        assert local_path(wanted) in (wanted, "/dashboard")
        assert local_path(wanted).startswith("/dashboard")
