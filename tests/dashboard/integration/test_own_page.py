"""The page that looks over an exam page which somebody pastes."""

import html

from tests.dashboard.people import Person
from tests.world import Organisation, World

DOMAINS = "/dashboard/settings/domains"
CHECK = "/dashboard/settings/api/check"


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
