"""Billing: what the pages show, where each number leads, and who may see and change it."""

import html
import re

import pytest

from tests.billing.metered import begun, set_price
from tests.billing.test_lots import add
from tests.dashboard.people import Person, colleague_of, owner_of
from tests.mailbox import Mailbox
from tests.world import Organisation, World

PATH = "/dashboard/billing"
USAGE = f"{PATH}/usage"


@pytest.fixture
def biller(acme: Organisation) -> Person:
    """Has the role Billing and no other."""
    return colleague_of(acme, "Billing").follow_new_link()


@pytest.fixture
def used(acme: Organisation, world: World) -> Organisation:
    """Two sessions yesterday, one by the minute today, and a lot that expires."""
    acme.add_assessment("other", title="Other exam")
    add(acme, 4, "A gift", 10, 10)
    begun(acme)
    world.clock.move(seconds=1)
    begun(acme, candidateId="bob")
    world.clock.move(hours=24)
    set_price(acme, "minute", 2)
    token = begun(acme, assessmentId="other", examDuration=120)
    world.clock.move(seconds=90)
    world.end(token)
    return acme


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(text)).split())


def test_a_new_organisation_is_told_what_to_expect(world: World) -> None:
    new = world.organisation("New", credits=0)
    text = words(owner_of(new).follow_new_link().read(PATH))
    assert "You pay 1 credit per session, once, when monitoring starts." in text
    assert "No live exam can start." in text
    assert "Nothing used in 30 days" in text
    assert "No credits are left" in text
    assert "Every credit that comes in" in text


def test_it_shows_what_is_left_used_and_in_which_lots(used: Organisation, biller: Person) -> None:
    used.started(candidateId="dan", examDuration=120)
    text = words(biller.read(PATH))
    assert "Balance 8" in text
    assert "Held 4" in text
    assert "Free for new exams 4" in text
    assert "Used 6 in 30 days" in text
    assert "You pay 2 credits per started minute of monitoring" in text
    assert "to begin with" in text
    assert "September 2026 6" in text
    assert re.search(r"Charged 1 minute, beyond|Charged 1 minute", text)


def test_what_is_owed_is_said(world: World) -> None:
    poor = world.organisation("Poor", credits=60)
    set_price(poor, "minute")
    token = begun(poor)
    for seq in (2, 3):
        world.clock.move(minutes=50)
        world.send(token, world.event(seq, "HEARTBEAT", data={}))
    text = words(owner_of(poor).follow_new_link().read(PATH))
    assert "40 credits are owed." in text
    assert "beyond what was left" in text


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("by=day", ["2026-09-22 2 minutes 1 4", "2026-09-21 2 sessions 2 2"]),
        ("by=key", ["publishable live KEY 2 sessions, 2 minutes 3 6"]),
        ("by=domain", ["exam.example.com 2 sessions, 2 minutes 3 6"]),
        ("by=assessment", ["An exam exam 2 sessions 2 2", "Other exam other 2 minutes 1 4"]),
        ("by=candidate&assessment=exam", ["bob 1 session 1 1", "ada 1 session 1 1"]),
        ("by=day&to=2026-09-21", ["2026-09-21 2 sessions 2 2"]),
        ("by=assessment&candidate=nobody", []),
    ],
)
def test_usage_is_added_up_by_anything(used: Organisation, biller: Person, query: str, lines: list[str]) -> None:
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", biller.read(f"{USAGE}?{query}"), re.S)
    assert [re.sub(r"key_\w+", "KEY", words(row)) for row in rows] == lines


def test_each_line_leads_down_to_its_sessions_and_their_charges(used: Organisation, owner: Person) -> None:
    def leads(path: str) -> str:
        rows = re.findall(r'<th scope="row"><a href="([^"]+)"', owner.get(path).text)
        return html.unescape(rows[0])

    sessions = leads(f"{USAGE}?by=assessment&assessment=other")
    assert sessions.startswith(f"{USAGE}?by=session")
    charges = owner.read(leads(sessions))
    assert len(re.findall(r'<tr id="use_', charges)) == 2
    session = re.search(r'href="(/dashboard/sessions/[^"]+)"', charges)
    assert session is not None
    assert owner.get(session[1]).status_code == 200


def test_every_link_of_the_billing_opens(used: Organisation, biller: Person, owner: Person) -> None:
    for person in (biller, owner):
        start = [
            PATH,
            f"{PATH}/ledger",
            *(f"{USAGE}?by={by}" for by in ("day", "key", "candidate", "session", "charge")),
        ]
        found = {
            html.unescape(path)
            for one in start
            for path in re.findall(r'href="(/dashboard/[^"#]+)', person.get(one).text)
        }
        closed = [path for path in found if "/static/" not in path and person.get(path).status_code not in (200, 303)]
        assert closed == []


def test_usage_and_ledger_page_without_gap(used: Organisation, owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eye.dashboard.billing.usage.ON_A_PAGE", 1)
    monkeypatch.setattr("eye.dashboard.billing.page.ON_A_PAGE", 1)
    for path, pattern, count in (
        (f"{USAGE}?by=candidate", r'<th scope="row"><a[^>]*><bdi[^>]*>(\w+)', 2),
        (f"{USAGE}?by=day", r"<bdi[^>]*>(2026-[\d-]+)", 2),
        (f"{USAGE}?by=charge", r'<tr id="(use_\w+)"', 4),
        (f"{PATH}/ledger", r'<tr id="line-(\d+)"', 6),
    ):
        seen: list[str] = []
        while path:
            text = owner.get(path).text
            seen += re.findall(pattern, text)
            more = re.search(r'<a class="button" href="([^"]+)">(?:More|Older)', text)
            path = html.unescape(more[1]) if more else ""
        assert len(seen) == len(set(seen)) == count


def test_csv_holds_what_the_page_shows(used: Organisation, biller: Person) -> None:
    assert len(biller.get(f"{USAGE}.csv?by=charge").text.splitlines()) == 5
    assert biller.get(f"{USAGE}.csv?by=assessment&assessment=other").text.splitlines()[1:] == [
        "other,Other exam,4,2,1,0,2,0"
    ]
    assert len(biller.get(f"{PATH}/ledger.csv").text.splitlines()) == 7


def test_the_warning_is_set_by_whoever_may(used: Organisation, biller: Person, world: World) -> None:
    assert "Credits run low" not in words(biller.read(PATH))
    assert biller.send(f"{PATH}/low-credits", credits="1,000").headers["location"] == f"{PATH}?done=low#warning"
    assert "Credits run low" in words(biller.read(PATH))
    for wrong in ("", "-1", "ten", "99999999999"):
        assert biller.send(f"{PATH}/low-credits", credits=wrong).status_code == 422
    assert world.rows("select low_credits from organisations where id = :id", id=used.id) == [{"low_credits": 1000}]


def test_whoever_only_sees_billing_changes_nothing(acme: Organisation, world: World) -> None:
    role = acme.call("POST", "/v1/roles", {"name": "Looker", "permissions": ["billing.view"]}).json()["id"]
    looker = colleague_of(acme, role).follow_new_link()
    assert "low-credits" not in looker.read(PATH)
    assert looker.send(f"{PATH}/low-credits", credits="7").status_code == 403


def test_the_warning_promises_a_mail_only_where_one_is_sent(biller: Person, world: World, mailbox: Mailbox) -> None:
    assert "get a mail" not in biller.read(PATH)
    mailbox.serve(world)
    assert "members who may change this get a mail, and your webhooks hear" in biller.read(PATH)


def test_a_reviewer_sees_no_billing(reviewer: Person) -> None:
    assert PATH not in reviewer.read("/dashboard")
    for path in (PATH, USAGE, f"{USAGE}.csv", f"{PATH}/ledger", f"{PATH}/ledger.csv"):
        assert reviewer.get(path).status_code == 403


def test_a_stranger_sees_only_their_own(used: Organisation, outsider: Person, world: World) -> None:
    session = world.rows("select session_id from usage order by id limit 1")[0]["session_id"]
    for path in (
        PATH,
        f"{PATH}/ledger",
        f"{PATH}/ledger.csv",
        f"{USAGE}?by=charge&session={session}",
        f"{USAGE}.csv?by=candidate",
    ):
        text = outsider.get(path).text
        assert "A gift" not in text
        assert "Charged" not in text
        assert '<tr id="use_' not in text
        assert "\nada," not in text
