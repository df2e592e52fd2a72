"""Adding and removing domains, on both engines: names, limits, duplicates, the audit log, and strangers."""

import asyncio

import msgspec
import pytest

from eye.clock import MINUTE
from eye.db import Database, Row, open_database
from eye.domains import store
from eye.domains.add import NewDomain, add_domain, read_domain
from eye.domains.check import Allowed, check_origin
from eye.domains.remove import remove_domain
from eye.errors import Refusal, Refused
from eye.organisations.store import insert_organisation

pytestmark = pytest.mark.anyio
NOW = 1_790_000_000_000


@pytest.fixture
async def school(database: Database) -> str:
    await database.write(insert_organisation, "org_school", "School", NOW)
    await database.write(insert_organisation, "org_stranger", "Stranger", NOW)
    return "org_school"


async def add(database: Database, organisation_id: str, entry: str, name: str | None = None) -> Row | Refusal:
    return await database.write(add_domain, organisation_id, "mem_owner", read_domain(name, entry), NOW)


async def added(database: Database, organisation_id: str, entry: str, name: str | None = None) -> Row:
    row = await add(database, organisation_id, entry, name)
    assert not isinstance(row, Refusal), row
    return row


async def code_of_adding(database: Database, organisation_id: str, entry: str) -> str:
    refusal = await add(database, organisation_id, entry)
    assert isinstance(refusal, Refusal)
    return refusal.code


async def registered(database: Database, organisation_id: str) -> list[str]:
    return [row["entry"] for row in await database.read(store.list_domains, organisation_id)]


async def check(database: Database, organisation_id: str, *values: str) -> Allowed | Refusal:
    return await database.read(check_origin, organisation_id, values)


async def test_an_added_domain_is_listed_as_it_is_stored(database: Database, school: str) -> None:
    row = await added(database, school, "https://Example.com/exam", "  Main   site ")
    assert row["id"].startswith("dom_")
    assert row == {
        "id": row["id"],
        "name": "Main site",
        "entry": "https://example.com",
        "created_at": NOW,
        "created_by": "mem_owner",
        "last_seen_at": None,
    }
    assert await database.read(store.list_domains, school) == [row]
    assert await database.read(store.find, school, row["id"]) == row


async def test_an_added_domain_allows_the_next_request(database: Database, school: str) -> None:
    before = await check(database, school, "https://www.example.com")
    assert isinstance(before, Refusal)
    assert before.code == "no_domains_registered"
    row = await added(database, school, "example.com")
    allowed = await check(database, school, "https://WWW.example.com:443")
    assert allowed == Allowed(row["id"], "example.com", "https://www.example.com")


async def test_a_removed_domain_refuses_the_next_request(database: Database, school: str) -> None:
    row = await added(database, school, "example.com")
    await added(database, school, "example.org")
    assert await database.write(remove_domain, school, "mem_owner", row["id"], NOW)
    refusal = await check(database, school, "https://example.com")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "origin_not_allowed"
    assert refusal.fields == {"origin": "https://example.com"}


async def test_an_origin_that_cannot_be_read_is_refused_before_anything_else(database: Database, school: str) -> None:
    for values, code in {
        (): "origin_missing",
        ("null",): "origin_null",
        ("https://a.b", "x"): "origin_malformed",
    }.items():
        refusal = await check(database, school, *values)
        assert isinstance(refusal, Refusal)
        assert refusal.code == code


async def test_the_domain_named_is_the_one_that_allows(database: Database, school: str) -> None:
    wildcard = await added(database, school, "*.example.com")
    exact = await added(database, school, "exam.example.com")
    for value, row in {"https://exam.example.com": exact, "https://other.example.com": wildcard}.items():
        assert await check(database, school, value) == Allowed(row["id"], row["entry"], value)


async def test_a_domain_counts_only_for_its_own_organisation(database: Database, school: str) -> None:
    row = await added(database, school, "example.com")
    refusal = await check(database, "org_stranger", "https://example.com")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "no_domains_registered"
    assert await database.read(store.find, "org_stranger", row["id"]) is None
    assert not await database.write(remove_domain, "org_stranger", "mem_stranger", row["id"], NOW)
    assert await registered(database, school) == ["example.com"]
    await added(database, "org_stranger", "example.com")


async def test_a_domain_can_be_removed_once(database: Database, school: str) -> None:
    row = await added(database, school, "example.com")
    assert await database.write(remove_domain, school, "mem_owner", row["id"], NOW)
    assert not await database.write(remove_domain, school, "mem_owner", row["id"], NOW)
    assert await registered(database, school) == []


@pytest.mark.parametrize("again", ["EXAMPLE.com.:8443", "https://example.com:8443/exam"])
async def test_the_same_rule_is_not_registered_twice(database: Database, school: str, again: str) -> None:
    await added(database, school, "example.com:8443", "Main site")
    refusal = await add(database, school, again)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.fields) == ("domain_duplicate", {"field": "entry"})
    assert "“Main site” (example.com:8443)" in refusal.detail


async def test_the_sixth_domain_is_refused_and_a_removed_one_makes_room(database: Database, school: str) -> None:
    rows = [await added(database, school, f"site{number}.com") for number in range(5)]
    assert await code_of_adding(database, school, "site5.com") == "domain_limit_reached"
    assert await code_of_adding(database, school, "site0.com") == "domain_duplicate"
    await database.write(remove_domain, school, "mem_owner", rows[0]["id"], NOW)
    await added(database, school, "site5.com")


async def test_the_limit_is_that_of_the_plan(database: Database, school: str) -> None:
    await database.write(lambda tx: tx.run("update organisations set domain_limit = 1 where id = :id", id=school))
    await added(database, school, "example.com")
    assert await code_of_adding(database, school, "example.org") == "domain_limit_reached"


async def test_concurrent_adds_keep_the_limit(database: Database, database_url: str, school: str) -> None:
    other = open_database(database_url)
    adds = [add((database, other)[number % 2], school, f"site{number}.com") for number in range(12)]
    outcomes = await asyncio.gather(*adds)
    await other.close()
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)]
    assert refused == ["domain_limit_reached"] * 7
    assert len(await registered(database, school)) == 5


async def test_concurrent_adds_of_one_rule_store_it_once(database: Database, database_url: str, school: str) -> None:
    other = open_database(database_url)
    texts = ["example.com:8443", "https://example.com:8443"] * 4
    outcomes = await asyncio.gather(*[add((database, other)[n % 2], school, text) for n, text in enumerate(texts)])
    await other.close()
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)] == ["domain_duplicate"] * 7
    assert len(await registered(database, school)) == 1


async def test_an_organisation_that_does_not_exist_registers_nothing(database: Database, school: str) -> None:
    assert await code_of_adding(database, "org_nobody", "example.com") == "not_found"


async def test_adding_and_removing_are_in_the_audit_log_and_refusals_are_not(database: Database, school: str) -> None:
    row = await added(database, school, "example.com", "Main site")
    await add(database, school, "example.com")
    await database.write(remove_domain, school, "mem_admin", row["id"], NOW + 1)
    await database.write(remove_domain, school, "mem_admin", row["id"], NOW + 2)
    records = await database.read(lambda tx: tx.all("select actor, act, subject, data, at from audit order by at, id"))
    what = {"name": "Main site", "entry": "example.com"}
    assert [(r["actor"], r["act"], r["subject"], msgspec.json.decode(r["data"]), r["at"]) for r in records] == [
        ("mem_owner", "domain.create", row["id"], what, NOW),
        ("mem_admin", "domain.delete", row["id"], what, NOW + 1),
    ]


async def test_the_last_use_is_noted_at_most_once_a_minute(database: Database, school: str) -> None:
    row = await added(database, school, "example.com")
    noted = []
    for now in (NOW, NOW + MINUTE - 1, NOW + MINUTE):
        await database.write(store.touch_last_seen, row["id"], now)
        found = await database.read(store.find, school, row["id"])
        assert found is not None
        noted.append(found["last_seen_at"])
    assert noted == [NOW, NOW, NOW + MINUTE]


@pytest.mark.parametrize("name", ["Main site", "x" * 80, "试验 👩‍🏫 می‌خواهم"])
async def test_a_name_is_stored_as_it_was_given(database: Database, school: str, name: str) -> None:
    assert (await added(database, school, "example.com", name))["name"] == name


def test_a_domain_without_a_name_is_named_after_its_host() -> None:
    assert read_domain(None, "https://*.example.com:8443").name == "example.com"
    assert len(read_domain(None, ".".join(["a" * 60] * 3)).name) == 80


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "x" * 1_000_000, "two\nlines", "a\0b", "a\ud800b", "a\tb"])
def test_a_name_that_cannot_be_is_refused_by_field(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_domain(name, "example.com")
    assert (caught.value.refusal.code, caught.value.refusal.fields) == ("param_invalid", {"field": "name"})
    msgspec.json.encode(caught.value.refusal)


def test_an_entry_that_cannot_be_is_refused_with_its_own_code() -> None:
    with pytest.raises(Refused, match="entry_public_suffix"):
        read_domain("Main site", "*.co.uk")
    assert read_domain("Main site", "example.com") == NewDomain("Main site", read_domain(None, "example.com").entry)
