"""Settings → Audit log: readable, filtered by its address, downloaded as CSV."""

import csv
import io
import re

import pytest

from eye.organisations.audit.log import Actor, record
from tests.dashboard.people import Person, colleague_of
from tests.organisations.keys import Key, invite, new_role
from tests.world import Organisation, World

AUDIT = "/dashboard/settings/audit"
DOMAINS = "/dashboard/settings/domains"


@pytest.fixture
def viewer(acme: Organisation) -> Person:
    return colleague_of(acme, "Viewer").follow_new_link()


def plain(text: str) -> str:
    """The page as it reads: without tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_an_act_at_the_dashboard_reads_as_a_sentence(owner: Person, world: World) -> None:
    owner.send("/dashboard/settings/domains", entry="new.example.org", name="New site")
    text = plain(owner.read(AUDIT))
    assert "owner registered the domain New site Entry: new.example.org" in text
    assert "testclient" in text


def test_changed_roles_read_as_what_was_added_and_removed(acme: Organisation, owner: Person, world: World) -> None:
    own = new_role(acme, "Night", "session.view")
    ada = invite(acme, "Ada", "Viewer")
    acme.call("PATCH", f"/v1/members/{ada['id']}", {"roles": [own, "Billing"]})
    text = plain(owner.read(f"{AUDIT}?subject={ada['id']}"))
    assert "The API key secret live changed the roles of Ada Roles: added Billing, Night; removed Viewer" in text
    assert "The API key secret live invited Ada Roles: Viewer" in text


def test_a_removed_member_is_nobody_in_it(acme: Organisation, owner: Person) -> None:
    colleague = colleague_of(acme, "Admin").follow_new_link()
    colleague.send("/dashboard/settings/domains", entry="new.example.org")
    owner.send(f"/dashboard/settings/members/{colleague.member_id}/remove")
    text = plain(owner.read(AUDIT))
    assert "A removed member registered the domain" in text
    assert "owner removed a removed member" in text
    assert colleague.email not in text


def test_an_act_without_words_of_its_own_is_still_told(acme: Organisation, owner: Person, world: World) -> None:
    world.write(record, acme.id, Actor("key_gone", "::1"), "new.thing.do_it", "thing_1", {"how": None, "n": 2}, 5)
    world.write(record, acme.id, "system", "api.key.rotate", "key_1", {"before": {"a": 1}, "after": {"a": True}}, 5)
    text = plain(owner.read(AUDIT))
    assert "key_gone do it new thing thing_1 How: none N: 2" in text
    assert "Eye rotated the API key key_1 A: 1 → true" in text


def test_what_members_do_to_themselves_is_told_without_their_name_twice(
    acme: Organisation, owner: Person, world: World
) -> None:
    world.write(record, acme.id, owner.member_id, "member.rename", owner.member_id, {}, 5)
    assert "owner changed their own name member.rename" in plain(owner.read(AUDIT))


def test_a_changed_role_is_named_though_only_its_permissions_changed(
    acme: Organisation, owner: Person, world: World
) -> None:
    own = new_role(acme, "Night", "session.view")
    acme.call("PATCH", f"/v1/roles/{own}", {"permissions": ["flag.view"]})
    text = plain(owner.read(f"{AUDIT}?act=role.update"))
    assert "changed the role Night Permissions: added flag.view; removed session.view" in text


def test_a_field_of_a_key_is_spelt_out(acme: Organisation, owner: Person, world: World) -> None:
    world.write(record, acme.id, "system", "api.key.update", "key_1", {"expiresAt": None, "ipAllowlist": []}, 5)
    assert "Expires at: none Ip allowlist: none" in plain(owner.read(AUDIT))


def test_what_was_typed_never_becomes_markup(owner: Person) -> None:
    owner.send("/dashboard/settings/domains", entry="new.example.org", name="<img src=x>")
    text = owner.get(f"{AUDIT}?subject=%3Cimg%3E&actor=%3Cb%3E&act=%3Ci%3E").text + owner.get(AUDIT).text
    assert "<img src=x>" not in text
    assert "&lt;img src=x&gt;" in text
    for tag in ("<b>", "<i>", "<img>"):
        assert tag not in text


def test_the_filter_stands_in_the_address(acme: Organisation, owner: Person, world: World) -> None:
    owner.send("/dashboard/settings/domains", entry="new.example.org", name="New site")
    invite(acme, "Ada", "Viewer")
    text = owner.read(f"{AUDIT}?act=member.")
    assert "New site" not in plain(text)
    assert "invited" in plain(text)
    assert 'value="member." selected' in text
    mine = owner.read(f"{AUDIT}?actor={owner.member_id}&act=domain.&from=2026-01-01&to=2099-01-01")
    assert "New site" in mine
    assert f'value="{owner.member_id}" selected' in mine
    assert 'name="from" type="date" value="2026-01-01"' in mine
    assert "No act matches" in owner.read(f"{AUDIT}?act=domain.&to=2000-01-01")


def test_the_last_day_belongs_to_what_is_shown(acme: Organisation, owner: Person, world: World) -> None:
    for subject, at in (("dom_before", 86_399_999), ("dom_in", 86_400_000), ("dom_last", 2 * 86_400_000 - 1)):
        world.write(record, acme.id, "system", "domain.create", subject, {}, at)
    text = owner.read(f"{AUDIT}?from=1970-01-02&to=1970-01-02")
    assert "dom_in" in text
    assert "dom_last" in text
    assert "dom_before" not in text


def test_a_filter_that_cannot_be_read_counts_as_empty(owner: Person) -> None:
    for query in ("from=x", "from=2026-99-99", "to=99999-01-01", "before=%07", "act=%ED%A0%80", "from=9999-12-31"):
        assert owner.get(f"{AUDIT}?{query}").status_code == 200, query
        assert owner.get(f"{AUDIT}.csv?{query}").status_code == 200, query
    assert owner.get(f"{AUDIT}?to=9999-12-31").status_code == 200


def test_older_acts_are_behind_a_link(acme: Organisation, owner: Person, world: World) -> None:
    for number in range(60):
        world.write(record, acme.id, "system", "flag.review", f"flg_{number:03}", {}, number)
    text = owner.read(f"{AUDIT}?act=flag.")
    assert "flg_059" in text
    assert "flg_009" not in text
    older = re.search(rf'href="({re.escape(AUDIT)}\?act=flag\.&before=[^"]+)"', text)
    assert older is not None
    assert "flg_009" in owner.read(older[1])
    assert "flg_059" not in owner.read(older[1])


def test_the_download_follows_the_filter(acme: Organisation, owner: Person) -> None:
    invite(acme, "Ada", "Viewer")
    text = owner.read(f"{AUDIT}?act=member.")
    link = re.search(rf'href="({re.escape(AUDIT)}\.csv\?act=member\.)"', text)
    assert link is not None
    answer = owner.get(link[1])
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert {line["act"] for line in found} == {"member.create"}
    assert "Ada" not in answer.text


def test_a_colleague_is_told_which_permission_is_missing(viewer: Person) -> None:
    for path in (AUDIT, f"{AUDIT}.csv"):
        answer = viewer.get(path)
        assert answer.status_code == 403
        assert "permission audit.view" in answer.text
    assert AUDIT not in viewer.read("/dashboard")


def test_a_stranger_sees_nothing_of_it(acme: Organisation, outsider: Person) -> None:
    key = Key(acme, "Admin")
    key.call("POST", "/v1/domains", {"name": "Acme's new site", "entry": "new.example.org"})
    for path in (AUDIT, f"{AUDIT}?actor={key.id}", f"{AUDIT}.csv", f"{AUDIT}.csv?actor={key.id}"):
        text = outsider.read(path)
        assert "new.example.org" not in text
        assert "Acme" not in text


def test_what_was_done_is_in_the_audit_log(acme: Organisation, owner: Person, world: World) -> None:
    world.clock.move(seconds=1)
    owner.send(DOMAINS, entry="new.example.org")
    owner.send(f"{DOMAINS}/{acme.domain_id}/remove")
    owner.send("/dashboard/assessments", id="algebra", title="Algebra")
    acts = world.rows("select act, actor from audit where at = :now order by act", now=world.clock.at)
    assert [row["act"] for row in acts] == ["assessment.create", "domain.create", "domain.delete"]
    assert {row["actor"] for row in acts} == {owner.member_id}
