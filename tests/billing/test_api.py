"""GET /v1/usage and GET /v1/credits: filters, sums, pages, CSV, and who may read them."""

from typing import Any

import pytest

from eye.billing.credits import reverse
from eye.clock import iso
from tests.billing.metered import begun, set_price
from tests.reading import problem
from tests.world import NINE_O_CLOCK, Organisation, World


@pytest.fixture
def used(acme: Organisation, world: World) -> Organisation:
    """Three sessions on two days: `ada` and `bob` in `exam`, then `ada` by the minute in `other`."""
    acme.add_assessment("other", title="Other exam")
    begun(acme)
    world.clock.move(seconds=1)
    begun(acme, candidateId="bob")
    world.clock.move(hours=24)
    set_price(acme, "minute")
    token = begun(acme, assessmentId="other", examDuration=120)
    world.clock.move(seconds=90)
    world.end(token)
    return acme


def items(owner: Organisation, query: str = "") -> list[dict[str, Any]]:
    answer = owner.get(f"/v1/usage{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_every_charge_is_listed_with_what_it_is_about(used: Organisation) -> None:
    found = items(used)
    assert [(one["meter"], one["quantity"], one["credits"], one["candidateId"]) for one in found] == [
        ("minute", 1, 1, "ada"),
        ("minute", 1, 1, "ada"),
        ("session", 1, 1, "bob"),
        ("session", 1, 1, "ada"),
    ]
    assert found[0]["priceVersion"] == 2
    assert (found[3]["domain"], found[3]["domainId"]) == ("exam.example.com", used.domain_id)
    assert found[3]["at"] == iso(NINE_O_CLOCK)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("assessment=exam", 2),
        ("candidate=ada", 3),
        ("candidate=ada&assessment=exam", 1),
        ("domain=exam.example.com", 4),
        ("domain=other.example.com", 0),
        ("meter=minute", 2),
        ("key=key_unknown", 0),
        (f"from={iso(NINE_O_CLOCK + 1)}", 3),
        (f"to={iso(NINE_O_CLOCK + 1)}", 1),
    ],
)
def test_filters_narrow(used: Organisation, query: str, count: int) -> None:
    assert len(items(used, f"?{query}")) == count


def test_a_session_leads_to_its_charges(used: Organisation) -> None:
    session = items(used)[0]["sessionId"]
    assert [one["sessionId"] for one in items(used, f"?session={session}")] == [session] * 2


def test_sums_by_anything(used: Organisation, world: World) -> None:
    key = world.rows("select id, name from keys where plain = :key", key=used.publishable)[0]
    both = {"credits": 4, "charges": 4, "sessions": 3, "quantities": {"session": 2, "minute": 2, "assessment": 0}}
    assert items(used, "?groupBy=key") == [{"group": key["id"], "name": key["name"], **both}]
    assert items(used, "?groupBy=domain") == [{"group": "exam.example.com", "name": None, **both}]
    found = {
        by: [(one["group"], one["credits"]) for one in items(used, f"?groupBy={by}")]
        for by in ("day", "assessment", "candidate", "meter")
    }
    assert found == {
        "day": [("2026-09-22", 2), ("2026-09-21", 2)],
        "assessment": [("exam", 2), ("other", 2)],
        "candidate": [("ada", 3), ("bob", 1)],
        "meter": [("minute", 2), ("session", 2)],
    }
    assert [one["credits"] for one in items(used, "?groupBy=session")] == [2, 1, 1]
    assert items(used, "?groupBy=assessment")[1]["name"] == "Other exam"


@pytest.mark.parametrize(
    "query", ["", "groupBy=day", "groupBy=candidate", "groupBy=candidate&assessment=exam", "groupBy=session"]
)
def test_pages_join_without_gap_or_repeat(used: Organisation, query: str) -> None:
    whole, seen, cursor = items(used, f"?{query}"), list[Any](), ""
    while True:
        found = used.get(f"/v1/usage?limit=1&{query}{cursor}").json()
        seen += found["items"]
        if found["nextCursor"] is None:
            break
        cursor = f"&cursor={found['nextCursor']}"
    assert seen == whole


def test_what_was_given_back_is_taken_off(used: Organisation, world: World) -> None:
    usage = items(used, "?candidate=bob")[0]["id"]
    world.clock.move(seconds=1)
    world.write(reverse, usage, "Power failure", world.clock.at)
    assert [one["credits"] for one in items(used, "?candidate=bob")] == [-1, 1]
    assert [(one["group"], one["credits"]) for one in items(used, "?groupBy=candidate")] == [("bob", 0), ("ada", 3)]


def test_csv_by_name_or_by_header(used: Organisation) -> None:
    by_name = used.get("/v1/usage.csv?groupBy=assessment")
    by_header = used.world.client.get(
        "/v1/usage?groupBy=assessment", headers={"authorization": f"Bearer {used.secret}", "accept": "text/csv"}
    )
    for answer in (by_name, by_header):
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.text.splitlines() == [
            "group,name,credits,charges,sessions,session,minute,assessment",
            "exam,An exam,2,2,2,2,0,0",
            "other,Other exam,2,2,1,0,2,0",
        ]
    assert len(used.get("/v1/usage.csv").text.splitlines()) == 5


def test_credits_show_lots_and_ledger(used: Organisation, world: World) -> None:
    waiting = used.started(candidateId="dan", examDuration=60)
    found = used.get("/v1/credits").json()
    ledger, lots = found.pop("ledger"), found.pop("lots")
    assert found == {
        "balance": 6,
        "held": 1,
        "free": 5,
        "owed": 0,
        "lowCredits": 5,
        "meter": "minute",
        "price": 1,
        "priceVersion": 2,
    }
    assert [(lot["credits"], lot["remaining"], lot["note"]) for lot in lots] == [(10, 6, "to begin with")]
    assert [(line["number"], line["kind"], line["credits"], line["balance"]) for line in ledger["items"]] == [
        (5, "charge", -1, 6),
        (4, "charge", -1, 7),
        (3, "charge", -1, 8),
        (2, "charge", -1, 9),
        (1, "grant", 10, 10),
    ]
    assert ledger["items"][0]["usageId"] == items(used)[0]["id"]
    page = used.get("/v1/credits?limit=2").json()["ledger"]
    rest = used.get(f"/v1/credits?cursor={page['nextCursor']}").json()["ledger"]
    assert page["items"] + rest["items"] == ledger["items"]
    world.end(waiting["token"])


def test_the_ledger_as_csv(used: Organisation) -> None:
    answer = used.world.client.get(
        "/v1/credits", headers={"authorization": f"Bearer {used.secret}", "accept": "text/csv"}
    )
    assert len(answer.text.splitlines()) == 6


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/usage?groupBy=hour", "groupBy"),
        ("/v1/usage?meter=hour", "meter"),
        ("/v1/usage?from=yesterday", "from"),
        ("/v1/usage?limit=501", "limit"),
        ("/v1/usage?groupBy=day&cursor=never", "cursor"),
        ("/v1/usage.csv?to=never", "to"),
        ("/v1/credits?cursor=never", "cursor"),
    ],
)
def test_what_cannot_be_read_is_named(acme: Organisation, path: str, field: str) -> None:
    answer = acme.get(path)
    assert problem(answer) == (400, "param_invalid")
    assert answer.json()["field"] == field


@pytest.mark.parametrize("path", ["/v1/usage", "/v1/usage.csv", "/v1/credits"])
def test_a_key_without_the_permission_reads_nothing(acme: Organisation, path: str) -> None:
    assert problem(acme.get(path, acme.new_key("secret", roles=("Reviewer",)))) == (403, "permission_missing")


def test_a_new_organisation_has_used_nothing(world: World) -> None:
    new = world.organisation("New", credits=0)
    assert items(new) == items(new, "?groupBy=day") == []
    assert new.get("/v1/credits").json()["lots"] == []
