"""Webhooks stay at home: only registered hosts, only public addresses, only whoever shows the right certificate."""

import asyncio
import ssl
from ipaddress import ip_address

import pytest

from eye.webhooks.courier import Courier
from eye.webhooks.dial import is_denied
from tests.webhooks.conftest import HOST, URL, Hooks
from tests.webhooks.outside import PUBLIC, Outside
from tests.webhooks.receiver import Handler, answers, receiver
from tests.world import Organisation

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - nothing listens
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.215.14",
    "64:ff9b::7f00:1",
    "64:ff9b::5db8:d70e",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC_ONES = ["8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_special_address_is_denied(address: str) -> None:
    assert is_denied(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC_ONES)
def test_a_public_address_is_not(address: str) -> None:
    assert not is_denied(ip_address(address))


def test_no_special_address_is_dialled(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.outside.names[HOST] = [[address] for address in PRIVATE]
    hooks.outside.servers.update(dict.fromkeys(PRIVATE, hooks.school.port))
    for number, _ in enumerate(PRIVATE):
        hooks.flag(f"candidate-{number}")
    while hooks.outside.asked != [HOST] * len(PRIVATE):
        assert hooks.round() == []
    assert hooks.outside.dialled == []
    assert {row["outcome"] for row in hooks.attempts()} == {"address_refused"}


def test_a_name_server_that_changes_its_mind_within_an_attempt_is_asked_once(hooks: Hooks) -> None:
    """Rebinding: a check and a dial that each resolve would end at the second address."""
    hooks.endpoint()
    hooks.outside.names[HOST] = [[PUBLIC], ["127.0.0.1"]]
    hooks.outside.servers["127.0.0.1"] = hooks.school.port
    hooks.flag()
    assert len(hooks.round()) == 1
    assert (hooks.outside.asked, hooks.outside.dialled) == ([HOST], [PUBLIC])


def test_a_name_server_that_changes_its_mind_between_attempts_gains_nothing(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.outside.names[HOST] = [[PUBLIC], ["169.254.169.254"]]
    hooks.outside.servers["169.254.169.254"] = hooks.school.port
    hooks.flag()
    assert len(hooks.round()) == 1
    hooks.flag("grace")
    assert hooks.round() == []
    assert hooks.outside.dialled == [PUBLIC]


def test_among_several_addresses_only_public_ones_are_dialled(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.outside.names[HOST] = [["10.0.0.1", "::ffff:10.0.0.1", PUBLIC]]
    hooks.flag()
    assert len(hooks.round()) == 1
    assert hooks.outside.dialled == [PUBLIC]


def test_the_certificate_must_be_of_the_name(hooks: Hooks, wrong_certificate: ssl.SSLContext) -> None:
    hooks.endpoint()
    hooks.flag()
    with receiver(wrong_certificate) as impostor:
        hooks.outside.servers[PUBLIC] = impostor.port
        hooks.round()
        assert impostor.received == []
    assert [row["outcome"] for row in hooks.attempts()] == ["certificate_refused"]


def test_the_certificate_must_be_of_an_authority_that_is_trusted(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.flag()
    with receiver(Outside().certificate(HOST)) as impostor:
        hooks.outside.servers[PUBLIC] = impostor.port
        hooks.round()
        assert impostor.received == []
    assert [row["outcome"] for row in hooks.attempts()] == ["certificate_refused"]


def test_a_server_without_tls_gets_nothing(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.flag()
    with receiver() as plain:
        hooks.outside.servers[PUBLIC] = plain.port
        hooks.round()
        assert plain.received == []


def test_a_host_that_is_not_registered_is_refused(acme: Organisation, hooks: Hooks) -> None:
    for url in ("https://evil.example.net/eye", "https://hooks.example.com.evil.net/", "https://93.184.215.14/"):
        answer = acme.call("POST", "/v1/webhooks", {"url": url})
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook_host_not_registered")
        assert answer.json()["field"] == "url"


def test_a_domain_that_is_removed_gets_nothing_more(acme: Organisation, hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    domain = next(one for one in acme.get("/v1/domains").json()["items"] if one["entry"] == HOST)
    assert acme.call("DELETE", f"/v1/domains/{domain['id']}").status_code == 204
    hooks.flag()
    assert hooks.round() == []
    assert hooks.outside.asked == []
    assert [row["outcome"] for row in hooks.attempts()] == ["host_not_registered"]
    acme.add_domain("*.example.com")
    hooks.world.clock.move(seconds=6)
    assert len(hooks.round()) == 1
    assert hooks.deliveries(endpoint)[0]["status"] == "delivered"


def test_the_environment_names_no_proxy(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    hooks.endpoint()
    hooks.flag()
    assert len(hooks.round()) == 1


@pytest.mark.parametrize("url", ["http://localhost:9000/eye", "https://127.0.0.1/eye", "https://[::1]/eye"])
def test_this_machine_is_refused_where_the_operator_does_not_allow_it(acme: Organisation, url: str) -> None:
    acme.add_domain("localhost")
    answer = acme.call("POST", "/v1/webhooks", {"url": url})
    assert (answer.status_code, answer.json()["field"]) == (400, "url")
    assert "EYE_WEBHOOK_LOOPBACK" in answer.json()["detail"]


def test_where_the_operator_allows_it_loopback_leads_only_to_this_machine(hooks: Hooks) -> None:
    """Whatever a resolver makes of `localhost`; and no other name becomes this machine by the setting."""
    hooks.acme.add_domain("localhost")
    hooks.endpoint()
    hooks.courier = Courier(hooks.world.parts, hooks.outside.poster(loopback=True))
    with receiver() as here:
        hooks.outside.servers.update({"127.0.0.1": here.port, "10.0.0.1": here.port})
        hooks.outside.names["localhost"] = [["10.0.0.1"], ["127.0.0.1"]]
        hooks.world.execute("update webhook_endpoints set url = :url", url=f"http://localhost:{here.port}/eye")
        hooks.flag()
        hooks.round()
        assert here.received == []
        hooks.world.clock.move(seconds=6)
        hooks.round()
        assert [request.path for request in here.received] == ["/eye"]
        hooks.world.execute("update webhook_endpoints set url = :url", url=URL)
        hooks.outside.names[HOST] = [["127.0.0.1"]]
        hooks.world.clock.move(seconds=1)
        hooks.flag("grace")
        hooks.round()
        assert len(here.received) == 1
    assert [row["outcome"] for row in hooks.attempts()] == ["address_refused", "delivered", "address_refused"]


def test_who_is_slow_holds_up_nobody(hooks: Hooks) -> None:
    slow = hooks.endpoint(url=f"{URL}/slow")
    quick = hooks.endpoint(url=f"{URL}/quick")

    def by_path(handler: Handler) -> None:
        (hooks.school.hang if handler.path.endswith("slow") else answers(204))(handler)

    hooks.school.will(by_path)
    for number in range(12):
        hooks.flag(f"candidate-{number}")

    async def carry() -> None:
        """The slow ones are under way all the time."""
        while sum(request.path.endswith("quick") for request in hooks.school.received) < 12:
            await hooks.courier.round()
            await asyncio.sleep(0.01)
        hooks.school.over.set()
        await hooks.courier.settle()

    assert hooks.world.client.portal is not None
    hooks.world.client.portal.call(carry)
    assert {one["status"] for one in hooks.deliveries(quick)} == {"delivered"}
    assert {one["status"] for one in hooks.deliveries(slow)} == {"pending"}
    assert sum(request.path.endswith("slow") for request in hooks.school.received) == 4


def test_who_is_too_slow_is_tried_again(hooks: Hooks) -> None:
    """Ten seconds are three tenths of one here."""
    hooks.endpoint()
    hooks.courier = Courier(hooks.world.parts, hooks.outside.poster(seconds=0.3))
    hooks.school.will(hooks.school.hang)
    hooks.flag()
    hooks.round()
    ((outcome, lasted),) = [(row["outcome"], row["duration_ms"]) for row in hooks.attempts()]
    assert outcome == "too_slow"
    assert 300 <= lasted < 10_000
    hooks.courier = Courier(hooks.world.parts, hooks.outside.poster())
    hooks.school.will(answers(204))
    hooks.world.clock.move(seconds=6)
    assert len(hooks.round()) == 1


def test_who_is_slow_gets_only_a_few_at_once(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.courier = Courier(hooks.world.parts, hooks.outside.poster(seconds=0.3))
    hooks.school.will(hooks.school.hang)
    for number in range(12):
        hooks.flag(f"candidate-{number}")
    assert len(hooks.round()) == 4


def test_an_answer_that_drips_without_end_counts_by_its_status(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    hooks.courier = Courier(hooks.world.parts, hooks.outside.poster(seconds=1))

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"well, ")
        hooks.school.hang(handler)

    hooks.school.will(drip)
    hooks.flag()
    hooks.round()
    assert hooks.deliveries(endpoint)[0]["status"] == "delivered"
    assert hooks.attempts()[0]["answer"] == "well, "
