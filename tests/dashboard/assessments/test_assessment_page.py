"""The form of an assessment: made, changed, duplicated, archived; what is wrong is said beside its field."""

import re
from typing import Any

import msgspec
import pytest

from eye.assessments.model import Checks, Policy
from eye.assessments.signals import SIGNALS
from eye.dashboard.assessments.fields import FIELDS, SECTIONS
from eye.dashboard.assessments.signals import NAMES
from tests.dashboard.people import Person
from tests.world import Organisation, World

EDIT = "/dashboard/assessments/exam/edit"
FULL = {
    "title": "Algebra, midterm",
    "minutes": "90",
    "attempts": "2",
    "opensAt": "2026-09-01T08:00",
    "closesAt": "2026-12-01T08:00",
    "retentionDays": "30",
    "aiProctoring": "on",
    "facialRecognition": "off",
    "camera": "on",
    "requireFullscreen": "on",
    "snapshotSeconds": "0",
    "off": ["paste", "idle"],
    "consent": "on",
    "consentText": "Ask Ms Hopper.\r\nRoom 7.",
    "check-webcam": "required",
    "check-browser": "off",
    "faceAbsenceSeconds": "9",
    "abandonAfter": "30",
}


def kept(owner: Organisation, id: str = "exam") -> dict[str, Any]:
    found: dict[str, Any] = owner.get(f"/v1/assessments/{id}").json()
    return found


def fields_of(text: str) -> dict[str, Any]:
    """What a browser would send of the form as it is shown."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        said = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if said.get("type") == "checkbox":
            if " checked" in tag:
                found.setdefault(said["name"], []).append(said["value"])
        elif said.get("name") not in (None, "csrf", "theme"):
            found[said["name"]] = said["value"]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', text, re.S):
        found[name] = value
    return found


def test_every_decision_of_a_policy_has_a_row() -> None:
    rows = {field.path for field in FIELDS.values()}
    policy = {("policy", name) for name in Policy.__struct_encode_fields__ if name != "checks"}
    checks = {("policy", "checks", name) for name in Checks.__struct_encode_fields__}
    assert policy | checks <= rows


def test_no_row_is_there_twice() -> None:
    rows = [field for section in SECTIONS for field in section.fields]
    assert len(rows) == len(FIELDS) == len({field.path for field in rows})


def test_every_signal_has_a_name() -> None:
    assert set(NAMES) == set(SIGNALS)


def test_a_new_one_is_as_it_was_filled_in(acme: Organisation, owner: Person) -> None:
    assert owner.send("/dashboard/assessments", id="algebra", **FULL).status_code == 303
    made = kept(acme, "algebra")
    assert (made["title"], made["examDuration"], made["attempts"]) == ("Algebra, midterm", 5400, 2)
    assert (made["opensAt"], made["closesAt"]) == ("2026-09-01T08:00:00.000Z", "2026-12-01T08:00:00.000Z")
    assert made["features"] == {"aiProctoring": "on", "facialRecognition": "off"}
    policy = made["policy"]
    assert (policy["camera"], policy["requireFullscreen"], policy["clipboardText"]) == (True, True, False)
    assert (policy["snapshotSeconds"], policy["faceAbsenceSeconds"], policy["multipleFaceSeconds"]) == (0, 9, 1)
    assert (policy["off"], policy["retentionDays"], policy["abandonAfter"]) == (["paste", "idle"], 30, 1_800_000)
    assert policy["consentText"].splitlines() == ["Ask Ms Hopper.", "Room 7."]
    assert (policy["checks"]["webcam"], policy["checks"]["browser"], policy["checks"]["microphone"]) == (
        "required",
        "off",
        "noted",
    )


def test_saving_what_is_shown_changes_nothing(acme: Organisation, owner: Person, world: World) -> None:
    policy = msgspec.json.encode(
        Policy(off=["idle"], consent_text="One.\n\nTwo & three", abandon_after=90_500)
    ).decode()
    acme.add_assessment("odd", duration_ms=90_500, opens_at=world.clock.at + 1, policy=policy)
    before = kept(acme, "odd")
    shown = fields_of(owner.read("/dashboard/assessments/odd/edit"))
    answer = owner.send("/dashboard/assessments/odd/edit", **shown)
    assert answer.headers["location"] == "/dashboard/assessments/odd/edit?done=changed"
    assert kept(acme, "odd") == before
    assert world.rows("select id from audit where act = 'assessment.update'") == []


def test_a_change_is_saved_and_audited(acme: Organisation, owner: Person, world: World) -> None:
    shown = fields_of(owner.read(EDIT))
    owner.send(EDIT, **{**shown, "title": "Another", "faceAbsenceSeconds": "12", "off": ["print"]})
    after = kept(acme)
    assert (after["title"], after["policy"]["faceAbsenceSeconds"], after["policy"]["off"]) == (
        "Another",
        12,
        ["print"],
    )
    text = owner.read("/dashboard/settings/audit")
    assert "changed the assessment" in text
    assert "Face absence seconds: 3 → 12" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("minutes", "0"),
        ("minutes", "ten"),
        ("minutes", "-5"),
        ("minutes", "1.5"),
        ("minutes", "٣"),
        ("attempts", "1001"),
        ("opensAt", "tomorrow"),
        ("opensAt", "2026-13-45T99:99"),
        ("closesAt", "2020-01-01T00:00"),
        ("retentionDays", "0"),
        ("aiProctoring", "maybe"),
        ("snapshotSeconds", "3601"),
        ("consentText", "x" * 2001),
        ("check-webcam", "sometimes"),
        ("faceAbsenceSeconds", "601"),
        ("windowShare", "101"),
        ("abandonAfter", "0"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    acme: Organisation, owner: Person, field: str, value: str
) -> None:
    before = kept(acme)
    shown = fields_of(owner.read(EDIT))
    sent = {**shown, "opensAt": "2026-01-01T00:00", "consentText": "Kept.", field: value}
    answer = owner.send(EDIT, **sent)
    assert answer.status_code == 422
    tag = re.search(rf'<(?:input|select|textarea)[^>]* id="{field}"[^>]*>', answer.text)
    assert tag is not None
    assert 'aria-invalid="true" autofocus' in tag[0]
    assert f"{field}-wrong" in tag[0]
    assert f'id="{field}-wrong"' in answer.text
    if field not in ("aiProctoring", "check-webcam", "title"):
        assert value in answer.text
    if field != "consentText":
        assert ">Kept.</textarea>" in answer.text
    assert kept(acme) == before


def test_several_mistakes_are_said_at_once(owner: Person) -> None:
    answer = owner.send("/dashboard/assessments", id="no spaces", title="", minutes="x")
    assert "3 fields need another look" in answer.text
    assert answer.text.count("autofocus") == 1


def test_the_id_cannot_be_changed(acme: Organisation, owner: Person) -> None:
    shown = fields_of(owner.read(EDIT))
    assert owner.send(EDIT, **{**shown, "id": "other", "title": "Renamed"}).status_code == 303
    assert kept(acme)["title"] == "Renamed"
    assert acme.get("/v1/assessments/other").status_code == 404


def test_a_duplicate_begins_with_the_settings_of_its_model(acme: Organisation, owner: Person) -> None:
    owner.send("/dashboard/assessments", id="algebra", **FULL)
    shown = fields_of(owner.read("/dashboard/assessments/new?from=algebra"))
    assert (shown["id"], shown["title"]) == ("", "Copy of Algebra, midterm")
    assert owner.send("/dashboard/assessments", **{**shown, "id": "resit"}).status_code == 303
    copy, model = kept(acme, "resit"), kept(acme, "algebra")
    assert copy["policy"] == model["policy"]
    assert copy["examDuration"] == model["examDuration"]


def test_archiving_asks_first_and_can_be_undone(acme: Organisation, owner: Person) -> None:
    assert "Archive An exam?" in re.sub("<[^>]+>", "", owner.read("/dashboard/assessments/exam/archive"))
    assert acme.start().status_code == 201
    assert owner.send("/dashboard/assessments/exam/archive").headers["location"].endswith("?done=archived")
    assert acme.start(candidateId="late").status_code == 404
    assert "/exam/edit" not in owner.read("/dashboard/assessments")
    assert "/exam/edit" in owner.read("/dashboard/assessments?show=archived")
    assert "Archived" in owner.read(EDIT)
    owner.send("/dashboard/assessments/exam/restore")
    assert acme.start(candidateId="late").status_code == 201


def test_who_may_only_look_can_change_nothing(acme: Organisation, reviewer: Person) -> None:
    text = reviewer.read(EDIT)
    assert "<fieldset" in text
    assert " disabled>" in text
    for control in ("Save", "Archive</a>", "Duplicate"):
        assert control not in text
    for path in ("edit", "archive", "restore"):
        answer = reviewer.send(f"/dashboard/assessments/exam/{path}", title="Mine")
        assert answer.status_code == 403
    assert reviewer.get("/dashboard/assessments/new").status_code == 403
    assert kept(acme)["title"] == "An exam"


def test_a_stranger_gets_404(acme: Organisation, outsider: Person) -> None:
    acme.add_assessment("only-ours")
    for path in ("only-ours/edit", "only-ours/archive", "new?from=only-ours"):
        assert outsider.get(f"/dashboard/assessments/{path}").status_code == 404
    for path in ("edit", "archive", "restore"):
        sent = outsider.send(f"/dashboard/assessments/only-ours/{path}", title="Theirs")
        assert sent.status_code == 404
    assert kept(acme, "only-ours")["title"] == "An exam"
