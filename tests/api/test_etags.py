"""ETags: what is known is not sent again, and what somebody else has changed is not overwritten."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.reading import problem
from tests.world import Organisation, World


def ask(owner: Organisation, method: str, path: str, json: Any = None, **headers: str) -> Any:
    sent = {"authorization": f"Bearer {owner.secret}", **{name.replace("_", "-"): one for name, one in headers.items()}}
    return owner.world.client.request(method, path, json=json, headers=sent)


@pytest.mark.parametrize("path", ["/v1/assessments/exam", "/v1/organisation"])
def test_what_is_known_is_not_sent_again(acme: Organisation, path: str) -> None:
    first = acme.get(path)
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = ask(acme, "GET", path, if_none_match=sent)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert ask(acme, "GET", path, if_none_match='"other"').json() == first.json()


def test_a_change_makes_another_tag(acme: Organisation) -> None:
    tag = acme.get("/v1/assessments/exam").headers["etag"]
    changed = ask(acme, "PATCH", "/v1/assessments/exam", {"title": "Another"}, if_match=tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] == acme.get("/v1/assessments/exam").headers["etag"] != tag


def test_who_was_slower_changes_nothing(acme: Organisation) -> None:
    tag = acme.get("/v1/assessments/exam").headers["etag"]
    acme.call("PATCH", "/v1/assessments/exam", {"title": "Mine"})
    answer = ask(acme, "PATCH", "/v1/assessments/exam", {"title": "Too late"}, if_match=tag)
    assert problem(answer) == (412, "precondition_failed")
    assert acme.get("/v1/assessments/exam").json()["title"] == "Mine"
    assert ask(acme, "PATCH", "/v1/assessments/exam", {"title": "Whatever"}, if_match="*").status_code == 200
    assert problem(ask(acme, "PATCH", "/v1/assessments/none", {"title": "No"}, if_match=tag)) == (404, "not_found")


def test_of_many_at_once_one_changes_it(acme: Organisation) -> None:
    tag = acme.get("/v1/assessments/exam").headers["etag"]

    def change(number: int) -> int:
        title = {"title": f"Number {number}"}
        return int(ask(acme, "PATCH", "/v1/assessments/exam", title, if_match=tag).status_code)

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(change, range(6))) == [200, 412, 412, 412, 412, 412]


def test_who_may_not_see_it_cannot_compare(acme: Organisation, world: World) -> None:
    role = acme.call("POST", "/v1/roles", {"name": "Blind", "permissions": ["assessment.update"]}).json()["id"]
    headers = {"authorization": f"Bearer {acme.new_key('secret', roles=(role,))}", "if-match": "*"}
    answer = world.client.patch("/v1/assessments/exam", json={"title": "Seen"}, headers=headers)
    assert (problem(answer), answer.json()["permission"]) == ((403, "permission_missing"), "assessment.view")
