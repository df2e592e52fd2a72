"""Domains: registered, tried out, removed."""

import re

from tests.dashboard.people import Person
from tests.world import Organisation, World

DOMAINS = "/dashboard/settings/domains"


def test_a_domain_is_registered_and_counts_at_once(acme: Organisation, owner: Person) -> None:
    assert acme.start(origin="https://new.example.org").status_code == 403
    answer = owner.send(DOMAINS, entry="new.example.org", name="New site")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DOMAINS}?done=added")
    text = owner.read(answer.headers["location"])
    assert "New site" in text
    assert "2 of 5" in text
    assert "The domain is registered." in text
    assert acme.start(origin="https://new.example.org").status_code == 201


def test_a_domain_that_cannot_be_is_explained_beside_what_was_typed(owner: Person, world: World) -> None:
    answer = owner.send(DOMAINS, entry="*.co.uk", name='My "name"')
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'value="*.co.uk"' in answer.text
    assert 'value="My &#34;name&#34;"' in answer.text
    assert len(world.rows("select id from domains")) == 1


def test_the_same_domain_twice_is_explained(owner: Person) -> None:
    answer = owner.send(DOMAINS, entry="exam.example.com")
    assert answer.status_code == 409
    assert "allows exactly this already" in answer.text


def test_five_are_the_limit(acme: Organisation, owner: Person) -> None:
    for number in range(4):
        assert owner.send(DOMAINS, entry=f"exam{number}.example.org").status_code == 303
    text = owner.read(DOMAINS)
    assert "5 of 5" in text
    assert 'name="entry"' not in text
    assert owner.send(DOMAINS, entry="sixth.example.org").status_code == 409


def test_the_preview_says_what_would_be_allowed(owner: Person) -> None:
    text = owner.refresh(f"{DOMAINS}/preview?entry=school.example.org").text
    assert "<html" not in text
    allowed = re.findall(r"allows</span><span><bdi class=\"mono\">([^<]+)", text)
    assert allowed == ["https://school.example.org", "https://www.school.example.org"]
    assert "refuses" in text


def test_the_preview_never_fails(owner: Person) -> None:
    for entry in ("", "%01", "%ED%A0%80", "http://", "a" * 5_000, "%3Cscript%3E", "1.2.3.4:99999", "[::1"):
        answer = owner.get(f"{DOMAINS}/preview?entry={entry}")
        assert answer.status_code == 200
        assert "<script" not in answer.text


def test_before_a_domain_is_removed_it_says_what_stops(acme: Organisation, owner: Person) -> None:
    acme.started()
    text = owner.read(f"{DOMAINS}/{acme.domain_id}/remove")
    assert "1 session running there now stops being recorded." in text
    assert "It is your only domain" in text


def test_a_removed_domain_refuses_the_next_request(acme: Organisation, owner: Person, world: World) -> None:
    token = acme.started()["token"]
    answer = owner.send(f"{DOMAINS}/{acme.domain_id}/remove")
    assert answer.headers["location"] == f"{DOMAINS}?done=removed"
    assert "The domain is removed." in owner.read(answer.headers["location"])
    assert world.send(token, world.event(1, "STARTED")).status_code == 403
    assert owner.send(f"{DOMAINS}/{acme.domain_id}/remove").status_code == 404


def test_an_origin_is_tested_by_the_judge_of_a_real_start(acme: Organisation, owner: Person) -> None:
    acme.add_domain("*.school.example.org")
    for origin in ("https://exam.example.com", "https://www.exam.example.com", "https://a.school.example.org"):
        assert acme.start(origin=origin, candidateId=origin[8:]).status_code == 201
        assert ">allowed<" in _verdict(owner, origin)
    for origin in ("http://exam.example.com", "https://evil.example.com", "null", "https://school.example.org"):
        code = acme.start(origin=origin).json()["code"]
        text = _verdict(owner, origin)
        assert ">refused<" in text
        assert f"/docs/errors/{code}" in text
    assert "The * stands for what lies below school.example.org" in text


def test_an_address_is_tested_as_the_origin_that_a_browser_makes_of_it(acme: Organisation, owner: Person) -> None:
    text = _verdict(owner, "https://exam.example.com/start%3Fid=1")
    assert ">allowed<" in text
    assert "a browser sends this part" in text
    assert ">allowed<" in _verdict(owner, "exam.example.com")
    assert "/docs/errors/origin_malformed" in _verdict(owner, "what is this")
    assert 'id="tested"' in owner.read(f"{DOMAINS}/test?origin=https://exam.example.com"), "the page, without scripts"


def _verdict(person: Person, origin: str) -> str:
    text: str = re.sub(r"<svg.*?</svg>", "", person.refresh(f"{DOMAINS}/test?origin={origin}").text)
    assert "<html" not in text
    return text


def test_the_test_tells_nothing_of_a_stranger_s_domains(acme: Organisation, outsider: Person) -> None:
    acme.add_domain("only-acme.example.org")
    assert ">refused<" in _verdict(outsider, "https://only-acme.example.org")


def test_when_a_domain_was_last_seen_is_told(acme: Organisation, owner: Person, world: World) -> None:
    assert "never</span>" in owner.read(DOMAINS)
    acme.started()
    world.clock.move(minutes=5)
    assert 'data-label="Last seen">5 min ago' in owner.read(DOMAINS)
