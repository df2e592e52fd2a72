"""The list of sessions: order, pages, filters, connectivity, refreshing."""

import re

from eye.dashboard.sessions.list import ON_A_PAGE
from tests.dashboard.people import Person, owner_of
from tests.world import Organisation, World


def _shown(person: Person, query: str = "") -> list[str]:
    """The candidates of the list, from the top."""
    return re.findall(r'<th scope="row"><a [^>]*><bdi>([^<]*)</bdi>', person.read(f"/dashboard/sessions{query}"))


def _start(acme: Organisation, world: World, *candidates: str) -> None:
    for candidate in candidates:
        world.clock.move(seconds=1)
        acme.started(candidateId=candidate)


def test_the_newest_stands_first(acme: Organisation, owner: Person, world: World) -> None:
    _start(acme, world, "ada", "bob", "cyd")
    assert _shown(owner) == ["cyd", "bob", "ada"]


def test_a_name_stands_where_it_is_known(acme: Organisation, owner: Person) -> None:
    acme.started(candidateFirstName="Ada", candidateLastName="Lovelace")
    assert _shown(owner) == ["Ada Lovelace"]


def test_older_sessions_are_one_link_away_and_none_is_lost(world: World) -> None:
    acme = world.organisation("Large", credits=200)
    candidates = [f"c{number:03}" for number in range(ON_A_PAGE + 2)]
    _start(acme, world, *candidates)
    owner = owner_of(acme).follow_new_link()
    first = owner.read("/dashboard/sessions?status=running")
    older = re.search(r'href="(/dashboard/sessions\?[^"]*before=[^"]*)"', first)
    assert older is not None
    assert "status=running" in older[1]
    shown = _shown(owner) + _shown(owner, older[1].removeprefix("/dashboard/sessions"))
    assert shown == candidates[::-1]


def test_filters_narrow_the_list_and_stay_in_the_form(acme: Organisation, owner: Person, world: World) -> None:
    acme.add_assessment("second", title="The second exam")
    _start(acme, world, "ada", "bob")
    world.clock.move(seconds=1)
    acme.started(candidateId="cyd", assessmentId="second")
    world.end(acme.started(candidateId="dan")["token"])
    assert _shown(owner, "?status=running") == ["cyd", "bob", "ada"]
    assert _shown(owner, "?status=ended") == ["dan"]
    assert _shown(owner, "?status=active") == []
    assert _shown(owner, "?assessment=second") == ["cyd"]
    assert _shown(owner, "?candidate=BO") == ["bob"]
    assert _shown(owner, "?candidate=a&status=running") == ["ada"]
    text = owner.read("/dashboard/sessions?assessment=second&candidate=cy")
    assert '<option value="second" selected>' in text
    assert 'value="cy"' in text
    assert 'hx-get="/dashboard/sessions?assessment=second&candidate=cy"' in text


def test_a_candidate_is_found_by_name_and_email(acme: Organisation, owner: Person) -> None:
    acme.started(candidateFirstName="Ada", candidateLastName="Lovelace", candidateEmail="Countess@example.com")
    for typed in ("ada%20love", "countess@", "LOVELACE"):
        assert _shown(owner, f"?candidate={typed}") == ["Ada Lovelace"]


def test_what_sql_takes_for_wildcards_is_only_text(acme: Organisation, owner: Person, world: World) -> None:
    _start(acme, world, "a_b", "axb")
    assert _shown(owner, "?candidate=a_b") == ["a_b"]
    for typed in ("%25", "!", "'", "\\", "%27%20or%201=1--"):
        assert _shown(owner, f"?candidate={typed}") == []


def test_nonsense_in_the_address_narrows_nothing_or_finds_nothing(acme: Organisation, owner: Person) -> None:
    acme.started()
    assert _shown(owner, "?status=nonsense") == ["ada"]
    for query in ("?before=%01", "?candidate=%0A", "?assessment=%ED%A0%80", "?before=" + "z" * 5_000):
        assert owner.get(f"/dashboard/sessions{query}").status_code == 200


def test_connectivity_follows_from_silence(acme: Organisation, owner: Person, world: World) -> None:
    token = acme.started()["token"]
    for seconds, word in ((15, "Live"), (15, "Unstable"), (1, "Lost")):
        world.clock.move(seconds=seconds)
        assert f">{word}</span>" in owner.read("/dashboard/sessions")
    world.end(token)
    text = owner.read("/dashboard/sessions")
    assert ">Ended</span>" in text
    assert ">Lost</span>" not in text


def test_a_test_session_says_test(acme: Organisation, owner: Person) -> None:
    acme.started(apiKey=acme.new_key(mode="test"))
    assert ">TEST</span>" in owner.read("/dashboard/sessions")


def test_the_count_of_flags_is_shown(acme: Organisation, owner: Person, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    assert '<span class="count">1</span>' in owner.read("/dashboard/sessions")


def test_it_refreshes_where_one_is(acme: Organisation, owner: Person) -> None:
    acme.started()
    answer = owner.refresh("/dashboard/sessions?status=running")
    assert answer.text.lstrip().startswith('<div id="sessions" hx-get="/dashboard/sessions?status=running"')
    assert "<html" not in answer.text


def test_an_empty_list_says_what_comes_next(owner: Person) -> None:
    assert "No session yet" in owner.read("/dashboard/sessions")
    assert "No session matches" in owner.read("/dashboard/sessions?candidate=zoe")
