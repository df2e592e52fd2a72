"""Domains, keys with their snippet, assessments."""

import base64
import hashlib
import html
import re

from tests.dashboard.people import Person, owner_of
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


def test_what_was_done_is_in_the_audit_log(acme: Organisation, owner: Person, world: World) -> None:
    world.clock.move(seconds=1)
    owner.send(DOMAINS, entry="new.example.org")
    owner.send(f"{DOMAINS}/{acme.domain_id}/remove")
    owner.send("/dashboard/assessments", id="algebra", title="Algebra")
    acts = world.rows("select act, actor from audit where at = :now order by act", now=world.clock.at)
    assert [row["act"] for row in acts] == ["assessment.create", "domain.create", "domain.delete"]
    assert {row["actor"] for row in acts} == {owner.member_id}


def test_publishable_keys_can_be_copied_and_secret_ones_only_recognised(acme: Organisation, owner: Person) -> None:
    text = owner.read("/dashboard/settings/api")
    assert acme.publishable in text
    assert acme.secret not in text
    assert f"{acme.secret[:16]}…" in text


def test_the_snippet_carries_the_organisations_own_values(acme: Organisation, owner: Person) -> None:
    acme.add_assessment("algebra", title="Algebra")
    text = owner.read("/dashboard/settings/api?assessment=algebra")
    assert '<script src="http://localhost:8000/eye-widget-init.js"></script>' in text
    assert f'apiKey: "{acme.publishable}"' in text
    assert 'assessmentId: "algebra"' in text
    assert '<script async src="http://localhost:8000/widget.js"' in text
    assert f'data-api-key="{acme.publishable}"' in text
    assert "script-src http://localhost:8000 'wasm-unsafe-eval'" in text


def test_the_snippet_prefers_a_live_key_but_shows_the_one_that_is_chosen(acme: Organisation, owner: Person) -> None:
    test_key = acme.new_key(mode="test")
    assert f'apiKey: "{acme.publishable}"' in owner.read("/dashboard/settings/api")
    id = acme.world.rows("select id from keys where plain = :plain", plain=test_key)[0]["id"]
    text = owner.read(f"/dashboard/settings/api?key={id}")
    assert f'apiKey: "{test_key}"' in text
    assert "This is a test key" in text


def test_a_key_that_does_not_work_is_in_no_snippet(acme: Organisation, owner: Person, world: World) -> None:
    for change in ("revoked_at = 1", "inactive_at = 1", "expires_at = 1"):
        world.execute("update keys set revoked_at = null, inactive_at = null, expires_at = null")
        world.execute(f"update keys set {change}")  # noqa: S608 - the three texts above
        text = owner.read("/dashboard/settings/api")
        assert "There is no active publishable key" in text
        assert "apiKey:" not in text


def test_without_an_assessment_the_snippet_says_so(world: World) -> None:
    fresh = world.organisation("Fresh")
    world.execute("delete from assessments")
    assert "There is no assessment yet." in owner_of(fresh).follow_new_link().read("/dashboard/settings/api")


def test_an_assessment_is_created_and_can_be_started(acme: Organisation, owner: Person) -> None:
    answer = owner.send("/dashboard/assessments", id="algebra", title="Algebra, midterm", minutes="90")
    assert answer.headers["location"] == "/dashboard/assessments?done=created"
    text = owner.read("/dashboard/assessments")
    assert "Algebra, midterm" in text
    assert "1 h 30 min" in text
    assert acme.start(assessmentId="algebra").status_code == 201


def test_a_wrong_field_of_an_assessment_is_named(owner: Person, world: World) -> None:
    for field, value in (
        ("id", ""),
        ("id", "no spaces"),
        ("id", "x" * 129),
        ("title", ""),
        ("title", "x" * 201),
        ("minutes", "0"),
        ("minutes", "-5"),
        ("minutes", "1.5"),
        ("minutes", "٣"),
        ("minutes", "999999"),
    ):
        answer = owner.send("/dashboard/assessments", **{"id": "algebra", "title": "Algebra", field: value})
        assert answer.status_code == 422
        assert f'aria-invalid="true" aria-describedby="{field}-wrong"' in _normal(answer.text), (field, value)
    assert len(world.rows("select id from assessments")) == 1


def _normal(text: str) -> str:
    """The two attributes side by side, in one order, without the hint."""
    return re.sub(
        r'aria-describedby="(?:\w+-hint )?(\w+-wrong)"( aria-invalid="true")?',
        r'aria-invalid="true" aria-describedby="\1"',
        text,
    ).replace('aria-invalid="true" aria-invalid="true"', 'aria-invalid="true"')


def test_the_id_of_an_assessment_is_taken_once(owner: Person) -> None:
    answer = owner.send("/dashboard/assessments", id="exam", title="Again")
    assert answer.status_code == 409
    assert "exists already" in answer.text


CHECK = "/dashboard/settings/api/check"


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


def test_the_pinned_tag_carries_the_digest_of_what_is_served(owner: Person, world: World) -> None:
    text = owner.read("/dashboard/settings/api")
    found = re.search(r'<script src="([^"]+/eye\.js)"\s+integrity="sha384-([^"]+)"\s+crossorigin="anonymous"', text)
    assert found is not None
    served = world.client.get(found[1].removeprefix(world.parts.settings.public_url)).content
    assert base64.b64encode(hashlib.sha384(served).digest()).decode() == found[2]


def test_a_page_is_checked_and_shown_again(acme: Organisation, owner: Person, world: World) -> None:
    host = world.parts.settings.public_url
    tag = f'<script src="{host}/widget.js" data-api-key="{acme.publishable}" data-assessment-id="exam"></script>'
    answer = owner.send(CHECK, html=tag, headers="default-src 'none'")
    text = html.unescape(answer.text)
    assert answer.status_code == 200
    assert "The key “publishable live” is yours" in text
    assert "The tag has no candidate id" in text
    assert f"script-src {host} 'wasm-unsafe-eval';" in text
    assert f">{tag}</textarea>" in text
    assert "Check my page" in owner.read("/dashboard/settings/api")


def test_a_stranger_s_key_is_none_of_theirs(acme: Organisation, outsider: Person) -> None:
    page = f'<script src="x/widget.js" data-api-key="{acme.publishable}"></script>'
    assert "is none of yours" in outsider.send(CHECK, html=page).text


def test_a_hostile_page_is_shown_as_text(owner: Person) -> None:
    answer = owner.send(CHECK, html="</textarea><script src='/widget.js' data-assessment-id='<img src=y>'></script>")
    assert "<img src=y" not in answer.text
    assert "</textarea><script" not in answer.text
    assert owner.send(CHECK, html="x" * 3_000_000).status_code == 413


def test_a_reviewer_may_neither_test_nor_check(reviewer: Person) -> None:
    assert reviewer.get(f"{DOMAINS}/test?origin=x").status_code == 403
    assert reviewer.get(CHECK).status_code == 403
    assert reviewer.send(CHECK, html="x").status_code == 403
