"""Settings → Risk policy: nothing is saved before it was shown what changes."""

import re

from eye.reports.risk import VERSION_1
from eye.reports.score import score_stale
from tests.dashboard.people import Person, colleague_of
from tests.flags.flagged import flagged
from tests.world import Organisation, World

PATH = "/dashboard/settings/risk"
FIELDS = {
    f"{type}.{name}": str(getattr(row, name))
    for type, row in VERSION_1.items()
    for name in ("weight", "per_minute", "cap")
}
DEARER = {**FIELDS, "PRINT_ATTEMPT.weight": "9"}


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_change_first_shows_which_past_sessions_would_change(acme: Organisation, owner: Person) -> None:
    flagged(acme, "PRINT_ATTEMPT", candidateFirstName="Ada")
    flagged(acme, "PASTE", candidateId="bob")
    shown = owner.send(PATH, **DEARER)
    assert shown.status_code == 200
    text = _text(shown.text)
    assert "1 of 1 past session would change" in text
    assert re.search(r"Ada An exam Not reviewed yet .* 3 9 ", text)
    assert "Version 1 In use" in _text(owner.read(PATH))


def test_it_is_saved_from_there_and_counts_as_chosen(acme: Organisation, owner: Person, world: World) -> None:
    (flag,) = flagged(acme, "PRINT_ATTEMPT", end=True)
    world.clock.move(seconds=5)
    assert owner.send(PATH, **DEARER, act="save", seen="1", past="all").headers["location"] == f"{PATH}?done=saved"
    assert acme.get(f"/v1/sessions/{flag['sessionId']}").json()["risk"]["score"] == 9
    text = _text(owner.read(f"{PATH}?done=saved"))
    assert "Version 2 In use by Owner" in text or "Version 2 In use by" in text
    assert owner.send(PATH, **DEARER, act="save", seen="1").status_code == 409
    assert "changed the risk policy" in owner.read("/dashboard/settings/audit")


def test_a_field_that_is_no_number_is_marked_and_changes_nothing(owner: Person, world: World) -> None:
    for wrong in ("", "-1", "1.5", "1001", "٣", "abc"):
        answer = owner.send(PATH, **{**FIELDS, "PASTE.cap": wrong}, act="save", seen="1")
        assert answer.status_code == 422
        assert answer.text.count('aria-invalid="true"') == 1
    assert owner.send(PATH, **DEARER, act="save", seen="x").status_code == 422
    assert world.rows("select version from risk_policies") == []


def test_who_may_not_change_it_sees_the_numbers_only(acme: Organisation, reviewer: Person, owner: Person) -> None:
    assert "<input class" not in reviewer.read(PATH)
    assert reviewer.send(PATH, **DEARER, act="save", seen="1").status_code == 403
    assert colleague_of(acme, "Billing").follow_new_link().get(PATH).status_code == 403
    assert "<input class" in owner.read(PATH)


def test_a_stranger_sees_no_session_in_the_preview(acme: Organisation, outsider: Person) -> None:
    flagged(acme, "PRINT_ATTEMPT", candidateFirstName="Ada")
    text = outsider.send(PATH, **DEARER).text
    assert "Ada" not in text
    assert "No past session changes" in text


def test_the_list_shows_the_score_and_sorts_by_it(acme: Organisation, owner: Person, world: World) -> None:
    flagged(acme, "PRINT_ATTEMPT", candidateId="low")
    flagged(acme, "MULTIPLE_FACE", candidateId="high", end=True)
    world.clock.move(seconds=1)
    flagged(acme, "PASTE", candidateId="other")
    world._call(score_stale, world.parts.db, world.clock.at)
    text = owner.read("/dashboard/sessions?sort=risk")
    assert re.findall(r'data-label="Risk" class="number">\s*<span[^>]*>(\d+)', text) == ["10", "3"]
    assert re.findall(r"<bdi>(low|high|other)</bdi></a>", text) == ["high", "low"]
    assert re.findall(r"<bdi>(low|high|other)</bdi></a>", owner.read("/dashboard/sessions"))[0] == "other"
