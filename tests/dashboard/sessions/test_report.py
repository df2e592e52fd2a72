"""The report as a page: what it says, its downloads, and who gets them."""

import re
from typing import Any

import pytest

from tests.dashboard.people import Person, colleague_of
from tests.flags.flagged import flagged
from tests.world import Organisation


@pytest.fixture
def path(acme: Organisation) -> str:
    (flag, _) = flagged(acme, "PRINT_ATTEMPT", "TAB_NOT_FOCUS", end=True, candidateFirstName="Ada")
    return f"/dashboard/sessions/{flag['sessionId']}/report"


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())


def test_it_says_that_nobody_has_decided(owner: Person, path: str) -> None:
    text = _text(owner.read(path))
    assert "Report: Ada" in text
    assert "Nobody has decided about this session. It is neither clean nor a violation." in text
    assert "2 flags wait for a decision." in text
    assert "Risk 6 by version 1 of the risk policy" in text
    assert "Clean" not in text


def test_it_says_who_decided(acme: Organisation, owner: Person, path: str) -> None:
    acme.call("PUT", path.replace("/dashboard", "/v1").replace("/report", "/outcome"), {"outcome": "suspicious"})
    assert "Suspicious decided by the API key" in _text(owner.read(path))


def test_it_is_downloaded_in_three_forms(owner: Person, path: str) -> None:
    kinds = {"json": "application/json", "csv": "text/csv; charset=utf-8", "zip": "application/zip"}
    for form, kind in kinds.items():
        answer = owner.get(f"{path}.{form}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["content-disposition"].startswith('attachment; filename="eye-exam-ada-')
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_who_may_not_download_sees_no_link_and_gets_403(
    acme: Organisation, outsider: Person, path: str, owner: Person
) -> None:
    viewer: Any = colleague_of(acme, "Viewer").follow_new_link()
    assert f"{path}." not in viewer.read(path)
    assert f"{path}.zip" in owner.read(path)
    for form in ("json", "csv", "zip"):
        assert viewer.get(f"{path}.{form}").status_code == 403
    assert colleague_of(acme, "Billing").follow_new_link().get(path).status_code == 403
    for form in ("", ".json", ".csv", ".zip"):
        assert outsider.get(path + form).status_code == 404
