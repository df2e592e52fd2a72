"""Several flags dismissed at once: after a page that says which, and never of several kinds in several sessions."""

import re

import pytest

from tests.dashboard.people import Person
from tests.flags.flagged import flagged, review, shown
from tests.world import Organisation

PATH = "/dashboard/flags"


def test_several_are_dismissed_after_a_page_that_says_so(acme: Organisation, owner: Person) -> None:
    flags = flagged(acme, "PRINT_ATTEMPT", "PRINT_ATTEMPT", "SCREENSHOT_KEY", "MULTIPLE_FACE", candidateFirstName="Ada")
    query = "&".join(f"flag={flag['id']}" for flag in flags)
    text = owner.read(f"{PATH}/dismiss?{query}&back={PATH}")
    assert "Dismiss 3 flags?" in text
    assert "2 times Printing" in text
    assert "All in the session of <bdi>Ada</bdi>" in text
    assert "1 flag that you chose is left out" in text
    picked = re.search(r'name="picked" value="([^"]+)"', text)
    assert picked is not None
    review(acme, flags[0], "confirm")
    answer = owner.send(f"{PATH}/dismiss", picked=picked[1], note="Nothing.", back=PATH)
    assert answer.headers["location"] == f"{PATH}?dismissed=2&kept=1"
    said = owner.read(answer.headers["location"])
    assert "2 flags are dismissed. 1 had been decided meanwhile and stays as it is." in said
    assert [shown(acme, flag)["review"]["state"] for flag in flags] == [
        "confirmed",
        "dismissed",
        "dismissed",
        "waiting",
    ]


def test_several_kinds_in_several_sessions_are_not_dismissed_together(acme: Organisation, owner: Person) -> None:
    one = flagged(acme, "PRINT_ATTEMPT", candidateId="one")[0]
    two = flagged(acme, "SCREENSHOT_KEY", candidateId="two")[0]
    text = owner.read(f"{PATH}/dismiss?flag={one['id']}&flag={two['id']}")
    assert "must be of one session, or of one type" in text
    assert 'name="picked"' not in text
    forged = owner.send(f"{PATH}/dismiss", picked=f"{one['id']}:0 {two['id']}:0")
    assert forged.status_code == 422
    assert shown(acme, one)["review"]["state"] == "waiting"


def test_all_that_a_narrow_filter_shows_can_be_dismissed(acme: Organisation, owner: Person) -> None:
    for n in range(2):
        flagged(acme, "PRINT_ATTEMPT", candidateId=f"c{n}")
    assert "Dismiss all of these" not in owner.read(f"{PATH}?type=PRINT_ATTEMPT")
    text = owner.read(f"{PATH}?type=PRINT_ATTEMPT&severity=low")
    link = re.search(r'href="(/dashboard/flags/dismiss\?[^"]+)"', text)
    assert link is not None
    assert "In 2 sessions." in owner.read(link[1])


@pytest.mark.parametrize(
    "picked", ["", "x", "flg_1", "flg_1:x", "flg_1:0 evil", " ".join(f"flg_{n}:0" for n in range(201))]
)
def test_a_forged_choice_is_refused(owner: Person, picked: str) -> None:
    assert owner.send(f"{PATH}/dismiss", picked=picked).status_code == 422


def test_nothing_chosen_is_said(owner: Person) -> None:
    assert "Choose flags in the list first" in owner.read(f"{PATH}/dismiss")
