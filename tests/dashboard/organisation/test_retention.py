"""Settings → Retention: what is kept, what goes next, and the receipts of what went."""

import re

from tests.dashboard.people import Person
from tests.retention.test_erase import erase, sit
from tests.world import Organisation, World

PAGE = "/dashboard/settings/retention"


def due(person: Person) -> list[str]:
    part = person.read(PAGE).partition('id="due-title"')[2].partition('id="receipts-title"')[0]
    return re.findall(r'href="/dashboard/sessions/([^"]+)"', part)


def test_what_goes_next_is_on_top_and_leaves_a_receipt(acme: Organisation, owner: Person, world: World) -> None:
    assert "Nothing is due" in owner.read(PAGE)
    later, sooner = sit(acme, world, "ada", retentionDays=30), sit(acme, world, "grace", retentionDays=7)
    sit(acme, world, "mary")
    text = owner.read(PAGE)
    assert "erased 7 days after the end" in text
    assert "kept without an end" in text
    assert due(owner) == [sooner, later]
    assert "Nothing was erased so far" in text
    world.clock.move(hours=7 * 24)
    assert erase(world) == 1
    assert due(owner) == [later]
    text = owner.read(PAGE)
    receipt = text.partition('id="receipts-title"')[2]
    assert f'href="/dashboard/sessions/{sooner}"' in receipt
    assert 'data-label="Media" class="number">1<' in receipt
    assert owner.get(f"/dashboard/sessions/{sooner}").status_code == 200
    assert "erased the evidence of the session" in owner.read("/dashboard/settings/audit?act=session.erase")


def test_the_receipt_of_a_candidate_who_was_erased_is_found_again(
    acme: Organisation, owner: Person, outsider: Person, world: World
) -> None:
    assert "Nobody asked for an erasure" in owner.read(PAGE)
    sit(acme, world, "ada")
    receipt = owner.send("/dashboard/candidates/ada/erase", again="ada").headers["location"]
    assert "within a minute" in owner.read(PAGE)
    erase(world)
    text = owner.read(PAGE)
    assert f'href="{receipt}">Receipt<' in text
    assert "within a minute" not in text
    assert receipt not in outsider.read(PAGE)


def test_a_stranger_sees_nothing_of_it(acme: Organisation, outsider: Person, world: World) -> None:
    sit(acme, world, "ada", retentionDays=7)
    assert due(outsider) == []
    assert "exam-ada" not in outsider.read(PAGE)


def test_it_takes_the_permission(reviewer: Person) -> None:
    assert PAGE not in reviewer.read("/dashboard/settings/profile")
    assert reviewer.get(PAGE).status_code == 403
