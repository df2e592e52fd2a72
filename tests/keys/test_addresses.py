"""The IP list of a secret key: what may stand in it, and whom it lets in."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from eye.app import assemble, create_app
from eye.errors import Refused
from eye.keys.addresses import read_addresses, wrong_address
from eye.settings import read_settings
from tests.keys.made import make
from tests.reading import problem
from tests.sessions.outcome import client_from
from tests.world import Organisation, World


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7/32 ", "203.0.113.7"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("2001:DB8::1", "2001:db8::1"),
        ("2001:db8:0:0::/32", "2001:db8::/32"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("0.0.0.0/0", "0.0.0.0/0"),
    ],
)
def test_an_entry_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert read_addresses([typed]) == (kept,)


def test_what_is_there_twice_is_kept_once() -> None:
    assert read_addresses(["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.1/32"]) == ("10.0.0.1",)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "localhost",
        "exam.example.com",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.1-10.0.0.9",
        "10.0.0.*",
        "fe80::1%eth0",
        "[::1]",
        "10.0.0.1:80",
        "3405803783",
        "10.0.0.5/8",
        "2001:db8::1/32",
        "::ffff:10.0.0.1/104",
        "10.0.0.0/8/8",
        "x" * 500,
        "１０.0.0.1",
    ],
)
def test_what_is_no_address_is_named(typed: str) -> None:
    with pytest.raises(Refused) as found:
        read_addresses(["10.0.0.1", typed])
    assert (found.value.refusal.code, found.value.refusal.fields) == ("param_invalid", {"field": "ipAllowlist"})
    assert len(found.value.refusal.detail) < 300


def test_an_address_inside_a_network_is_told_what_to_write() -> None:
    with pytest.raises(Refused) as found:
        read_addresses(["10.0.0.5/8"])
    assert "write 10.0.0.0/8" in found.value.refusal.detail


def test_fifty_are_the_limit(acme: Organisation) -> None:
    fifty = [f"10.0.0.{number}" for number in range(50)]
    assert len(make(acme, ipAllowlist=fifty).shown()["ipAllowlist"]) == 50
    for many in (51, 101, 5_000):
        entries = [f"10.0.{number // 250}.{number % 250}" for number in range(many)]
        answer = acme.call("POST", "/v1/keys", {"name": "n", "kind": "secret", "mode": "live", "ipAllowlist": entries})
        assert problem(answer) == (400, "param_invalid")
        assert "at most 50" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("203.0.113.7", True),
        ("::ffff:203.0.113.7", True),
        ("203.0.113.8", False),
        ("10.255.0.1", True),
        ("11.0.0.1", False),
        ("2001:db8::5", True),
        ("2001:db9::5", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_an_address_is_on_the_list_or_not(address: str, allowed: bool) -> None:
    key = {"id": "key_1", "ip_allowlist": '["203.0.113.7","10.0.0.0/8","2001:db8::/32"]'}
    assert (wrong_address(key, address) is None) == allowed
    assert wrong_address(key | {"ip_allowlist": "[]"}, address) is None


def ask(client: TestClient, key: str, **headers: str) -> tuple[int, str]:
    sent = {"authorization": f"Bearer {key}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.get("/v1/organisation", headers=sent)
    return (200, "") if answer.status_code == 200 else problem(answer)


def test_a_key_works_only_from_its_addresses(acme: Organisation, world: World) -> None:
    made = make(acme, ipAllowlist=["203.0.113.0/24"])
    assert ask(client_from(world, "203.0.113.7"), made.text) == (200, "")
    assert ask(client_from(world, "198.51.100.1"), made.text) == (403, "ip_not_allowed")
    answer = client_from(world, "198.51.100.1").get(
        "/v1/organisation", headers={"authorization": f"Bearer {made.text}"}
    )
    assert (answer.json()["address"], answer.json()["keyId"]) == ("198.51.100.1", made.id)
    assert "203.0.113" not in answer.text


def test_a_change_of_the_list_counts_at_once(acme: Organisation, world: World) -> None:
    made = make(acme)
    elsewhere = client_from(world, "198.51.100.1")
    assert ask(elsewhere, made.text) == (200, "")
    made.change(ipAllowlist=["203.0.113.7"])
    assert ask(elsewhere, made.text) == (403, "ip_not_allowed")
    made.change(ipAllowlist=["203.0.113.7", "198.51.100.0/25"])
    assert ask(elsewhere, made.text) == (200, "")


def test_a_spoofed_header_changes_nothing(acme: Organisation, world: World) -> None:
    made = make(acme, ipAllowlist=["203.0.113.7"])
    elsewhere, inside = client_from(world, "198.51.100.1"), client_from(world, "203.0.113.7")
    for name in ("x_forwarded_for", "x_real_ip", "forwarded", "true_client_ip", "cf_connecting_ip"):
        assert ask(elsewhere, made.text, **{name: "203.0.113.7"}) == (403, "ip_not_allowed")
        assert ask(inside, made.text, **{name: "198.51.100.1"}) == (200, "")


def test_behind_a_trusted_proxy_the_nearest_stranger_counts(world: World, acme: Organisation, tmp_path: Path) -> None:
    made = make(acme, ipAllowlist=["203.0.113.7"])
    settings = read_settings(
        {
            "EYE_DATA": str(world.parts.settings.data),
            "EYE_DATABASE_URL": world.parts.settings.database_url,
            "EYE_TRUSTED_PROXIES": "10.0.0.0/8",
        }
    )
    app = create_app(assemble(settings, world.clock))
    with TestClient(app, client=("10.0.0.1", 50_000)) as proxied:
        assert ask(proxied, made.text, x_forwarded_for="203.0.113.7") == (200, "")
        assert ask(proxied, made.text, x_forwarded_for="198.51.100.1, 203.0.113.7, 10.0.0.2") == (200, "")
        assert ask(proxied, made.text, x_forwarded_for="203.0.113.7, 198.51.100.1") == (403, "ip_not_allowed")
        assert ask(proxied, made.text, x_forwarded_for="nonsense") == (403, "ip_not_allowed")
        assert ask(proxied, made.text) == (403, "ip_not_allowed")
        direct = TestClient(app, client=("198.51.100.1", 50_000))
        direct.portal = proxied.portal
        assert ask(direct, made.text, x_forwarded_for="203.0.113.7") == (403, "ip_not_allowed")


def test_a_refused_address_is_noted_for_the_owner(acme: Organisation, world: World) -> None:
    made = make(acme, ipAllowlist=["203.0.113.7"])
    ask(client_from(world, "198.51.100.1"), made.text)
    world.flush()
    denials = acme.get(f"/v1/keys/{made.id}/usage").json()["denials"]
    assert [(row["code"], row["count"], row["origin"]) for row in denials] == [("ip_not_allowed", 1, "198.51.100.1")]
