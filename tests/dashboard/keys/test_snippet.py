"""The list of keys, and the snippet made of them."""

import base64
import hashlib
import re

from tests.dashboard.people import Person, owner_of
from tests.world import Organisation, World


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


def test_the_pinned_tag_carries_the_digest_of_what_is_served(owner: Person, world: World) -> None:
    text = owner.read("/dashboard/settings/api")
    found = re.search(r'<script src="([^"]+/eye\.js)"\s+integrity="sha384-([^"]+)"\s+crossorigin="anonymous"', text)
    assert found is not None
    served = world.client.get(found[1].removeprefix(world.parts.settings.public_url)).content
    assert base64.b64encode(hashlib.sha384(served).digest()).decode() == found[2]
