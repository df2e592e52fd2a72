"""/v1/domains: what a server may do with the list of websites. The entries themselves are tested in tests/domains."""

from eye.clock import iso
from tests.reading import problem
from tests.world import Organisation, World


def test_a_new_domain_counts_on_the_next_start(acme: Organisation, world: World) -> None:
    origin = "https://quiz.example.net"
    assert acme.start(origin=origin).status_code == 403
    answer = acme.call("POST", "/v1/domains", {"name": "Quiz", "entry": "Quiz.Example.net/login"})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["entry"], made["createdAt"]) == ("Quiz", "quiz.example.net", iso(world.clock.at))
    assert len(made["notices"]) == 1
    assert acme.start(origin=origin).status_code == 201
    listed = acme.get("/v1/domains").json()
    assert listed["nextCursor"] is None
    (found,) = (item for item in listed["items"] if item["id"] == made["id"])
    assert found["lastSeenAt"] == iso(world.clock.at)


def test_a_removed_domain_is_refused_on_the_next_start(acme: Organisation) -> None:
    assert acme.call("DELETE", f"/v1/domains/{acme.domain_id}").status_code == 204
    assert problem(acme.start()) == (403, "no_domains_registered")
    assert problem(acme.call("DELETE", f"/v1/domains/{acme.domain_id}")) == (404, "not_found")


def test_five_are_the_limit(acme: Organisation) -> None:
    answers = [acme.call("POST", "/v1/domains", {"entry": f"d{n}.example.net"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 4 + [409]
    assert problem(answers[-1]) == (409, "domain_limit_reached")


def test_what_cannot_be_registered_is_told_why(acme: Organisation) -> None:
    wrong = {
        "": (422, "entry_empty"),
        "co.uk": (422, "entry_public_suffix"),
        "exam.example.com": (409, "domain_duplicate"),
        "ftp://example.com": (422, "entry_scheme"),
    }
    for entry, expected in wrong.items():
        assert problem(acme.call("POST", "/v1/domains", {"name": "x", "entry": entry})) == expected
    assert problem(acme.call("POST", "/v1/domains", {"entry": 5})) == (400, "param_invalid")
    assert problem(acme.call("POST", "/v1/domains", [])) == (400, "request_malformed")
    assert len(acme.get("/v1/domains").json()["items"]) == 1
