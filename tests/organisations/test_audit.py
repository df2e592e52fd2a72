"""The audit log: written with each act, never changed, naming people by id; found by filters, read as JSON or CSV."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from eye.clock import iso
from eye.organisations.audit import log as audit
from eye.organisations.audit.log import Actor, changed, record
from tests.organisations.keys import Key, invite, new_role
from tests.sessions.outcome import refusal
from tests.world import Organisation, World

BACKEND = Path(audit.__file__).parents[2]


def items(acme: Organisation, query: str = "") -> list[dict[str, Any]]:
    answer = acme.get(f"/v1/audit{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def lines(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


# Whom a line is about may be a candidate; erased with the rest of them, while what was done, by whom and when stays.
ERASURE = re.compile(r"update audit set subject = :erasure\s+where")


def test_no_statement_changes_or_deletes_what_was_noted_but_the_name_of_an_erased_candidate() -> None:
    changing = re.compile(r"(update|delete\s+from|insert\s+or\s+\w+\s+into|replace\s+into|truncate)\s+audit\b", re.I)
    upserting = re.compile(r"insert\s+into\s+audit\b[^;\"]*on\s+conflict", re.I)
    sources = [*BACKEND.rglob("*.py"), *BACKEND.rglob("*.sql")]
    assert len(sources) > 100
    for file in sources:
        text = ERASURE.sub("", file.read_text())
        assert changing.search(text) is None, file
        assert upserting.search(text) is None, file
    assert sum("into audit " in file.read_text() for file in sources) == 1
    assert sum(len(ERASURE.findall(file.read_text())) for file in sources) == 1


def test_an_act_is_noted_with_who_what_and_from_where(acme: Organisation) -> None:
    key = Key(acme, "Admin")
    made = key.call("POST", "/v1/domains", {"name": "New", "entry": "new.example.org"}).json()
    found = items(acme, f"?subject={made['id']}")
    assert len(found) == 1
    assert found[0] | {"id": "", "data": {}} == {
        "id": "",
        "at": iso(acme.world.clock.at),
        "actor": key.id,
        "act": "domain.create",
        "subject": made["id"],
        "address": "testclient",
        "data": {},
    }


def test_a_spoofed_address_is_not_believed(acme: Organisation) -> None:
    key = Key(acme, "Admin")
    key.call("PATCH", "/v1/organisation", {"identity": "report"}, **{"x-forwarded-for": "203.0.113.9"})
    assert items(acme, "?act=organisation.update")[0]["address"] == "testclient"


def test_what_eye_does_by_itself_comes_from_nowhere(acme: Organisation) -> None:
    found = items(acme, "?act=organisation.create")[0]
    assert (found["actor"], found["address"]) == ("system", None)


def test_a_change_says_before_and_after(acme: Organisation) -> None:
    acme.call("PATCH", "/v1/organisation", {"identity": "report"})
    acme.call("PATCH", "/v1/organisation", {"identity": "report"})
    found = items(acme, "?act=organisation.update")
    assert [one["data"] for one in found] == [{"before": {"identity": "off"}, "after": {"identity": "report"}}]
    assert changed({"a": 1, "b": 2}, {"a": 1, "c": 3}) == {
        "before": {"b": 2, "c": None},
        "after": {"b": None, "c": 3},
    }


def test_people_are_named_by_id_only(acme: Organisation, world: World) -> None:
    ada = invite(acme, "Adalovelace", "Viewer")
    acme.call("PATCH", f"/v1/members/{ada['id']}", {"roles": ["Billing"]})
    acme.call("POST", f"/v1/members/{ada['id']}/invitation")
    acme.call("DELETE", f"/v1/members/{ada['id']}")
    text = acme.get("/v1/audit").text.casefold()
    assert "adalovelace" not in text
    assert "@" not in text
    assert ada["link"].rpartition("/")[2].casefold() not in text
    acts = [one["act"] for one in items(acme, f"?subject={ada['id']}")]
    assert sorted(acts) == ["member.create", "member.delete", "member.invite", "member.update"]


def test_no_secret_is_in_it(acme: Organisation) -> None:
    key = Key(acme, "Admin")
    text = acme.get("/v1/audit").text
    assert key.id in text
    assert "eye_sk_" not in text
    assert "eye_pk_" not in text


def test_filters_narrow_together(acme: Organisation, world: World) -> None:
    key, begin = Key(acme, "Admin"), world.clock.at
    world.clock.move(hours=1)
    made = key.call("POST", "/v1/domains", {"entry": "new.example.org"}).json()["id"]
    world.clock.move(hours=1)
    key.call("DELETE", f"/v1/domains/{made}")
    hour = 3_600_000
    assert [one["act"] for one in items(acme, f"?actor={key.id}")] == ["domain.delete", "domain.create"]
    assert [one["act"] for one in items(acme, f"?actor={key.id}&act=domain.c")] == ["domain.create"]
    assert [one["act"] for one in items(acme, f"?subject={made}&from={iso(begin + 2 * hour)}")] == ["domain.delete"]
    assert [one["act"] for one in items(acme, f"?subject={made}&to={iso(begin + 2 * hour)}")] == ["domain.create"]
    assert items(acme, f"?act=main.&actor={key.id}") == []
    assert items(acme, "?act=%25") == []
    assert {one["act"] for one in items(acme, "?act=api.key.")} == {"api.key.create"}


def test_it_comes_in_pages_newest_first(acme: Organisation, world: World) -> None:
    for number in range(5):
        world.clock.move(seconds=1)
        new_role(acme, f"Role {number}", "flag.view")
    seen, cursor = [], ""
    for _ in range(3):
        found = acme.get(f"/v1/audit?act=role.&limit=2{cursor}").json()
        seen += [one["data"]["name"] for one in found["items"]]
        cursor = f"&cursor={found['nextCursor']}"
    assert seen == [f"Role {number}" for number in (4, 3, 2, 1, 0)]
    assert found["nextCursor"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?from=yesterday", "from"),
        ("?to=2026-13-01", "to"),
        ("?limit=0", "limit"),
        ("?limit=501", "limit"),
        ("?cursor=", "cursor"),
        ("?format=xml", "format"),
        (f"?actor={'x' * 300}", "actor"),
        ("?subject=%07", "subject"),
    ],
)
def test_a_bad_filter_is_refused_by_name(acme: Organisation, query: str, field: str) -> None:
    answer = acme.get(f"/v1/audit{query}")
    assert (refusal(answer), answer.json()["field"]) == ((400, "param_invalid"), field)


def test_csv_holds_all_that_the_filter_finds(acme: Organisation, world: World) -> None:
    def many(tx: Any) -> None:
        for number in range(1_203):
            record(tx, acme.id, Actor("mem_x", "203.0.113.5"), "flag.review", f"flg_{number}", {"n": number}, 5)

    world.write(many)
    asked = lines(acme.get("/v1/audit?act=flag.&format=csv"))
    assert {line["subject"] for line in asked} == {f"flg_{number}" for number in range(1_203)}
    assert len(asked) == 1_203
    assert (asked[0]["at"], asked[0]["address"], asked[0]["actor"]) == (
        "1970-01-01T00:00:00.005Z",
        "203.0.113.5",
        "mem_x",
    )
    accepting = world.client.get(
        "/v1/audit?act=flag.", headers={"authorization": f"Bearer {acme.secret}", "accept": "text/csv"}
    )
    assert lines(accepting) == asked
    assert "attachment" in accepting.headers["content-disposition"]


def test_no_cell_of_the_csv_is_a_formula(acme: Organisation, world: World) -> None:
    for subject in ("=1+1", "+1", "-1", "@SUM(A1)", 'a"b,c'):
        world.write(record, acme.id, "system", "flag.review", subject, {}, 5)
    found = {line["subject"] for line in lines(acme.get("/v1/audit?act=flag.&format=csv"))}
    assert found == {"'=1+1", "'+1", "'-1", "'@SUM(A1)", 'a"b,c'}


def test_a_stranger_reads_nothing_of_it(acme: Organisation, stranger: Organisation) -> None:
    own = new_role(acme, "Night", "flag.view")
    for query in (f"?subject={own}", f"?actor={acme.owner_id}"):
        assert items(stranger, query) == []
        assert lines(stranger.get(f"/v1/audit{query}&format=csv")) == []
    assert own not in stranger.get("/v1/audit").text


def test_it_needs_its_permission(acme: Organisation) -> None:
    key = Key(acme, "Developer")
    for query in ("", "?format=csv"):
        answer = key.get(f"/v1/audit{query}")
        assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), "audit.view")
