"""Names and texts that want to be more than text: in every free text of the database, on every page, in every file."""

import csv
import gzip
import io
import re
from html.parser import HTMLParser

import pytest

from eye.http.csv_lines import csv_line
from tests.dashboard.people import Person
from tests.furnished import dashboard, filled, furnish
from tests.media.upload import PNG, upload
from tests.world import Organisation, World

MARK = "h0stile"
HOSTILE = f"""=cmd|' /C x'!A0{MARK}"'><script>{MARK}()</script><img src=x onerror={MARK}()>{{{{7*7}}}}${{7*7}}\u202e"""
# Columns that hold what somebody typed. Ids, states, hashes and JSON are Eye's own.
FREE = {"name", "title", "description", "note", "end_note", "review_note", "outcome_note", "first_name", "last_name"}
FREE |= {"email", "text", "user_agent", "file_name", "origin", "domain_entry", "entry", "reason", "answer", "request"}
OURS = {"eye_migrations", "settings", "roles"}


ADDRESSES = ("/", "#", "?", "mailto:", "https:", "http:")


class Parsed(HTMLParser):
    """What a browser makes of a page: the scripts, event handlers and addresses in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style", "iframe", "object", "embed", "base") and "src" not in given:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc") or MARK in name:
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action") and not (value or "").startswith(
                ("/", "#", "?", "mailto:", "https:", "http:")
            ):
                self.found.append(f"{tag} {name}={value}")


def _spoil(world: World) -> list[str]:
    """Write the text into every free column; the names of those that took it."""
    spoilt = []
    for table, column in _columns(world):
        if table in OURS or table.startswith("_") or column not in FREE or (table, column) == ("members", "email"):
            continue
        unique = " || id" if (table, column) == ("domains", "entry") else ""
        world.execute(f"update {table} set {column} = :text{unique}", text=HOSTILE)  # noqa: S608
        spoilt.append(f"{table}.{column}")
    return spoilt


def _columns(world: World) -> list[tuple[str, str]]:
    if world.parts.settings.database_url.startswith("postgresql"):
        sql = """select table_name as t, column_name as c from information_schema.columns
                 where table_schema = 'public' and data_type = 'text' order by 1, 2"""
    else:
        sql = """select m.name as t, p.name as c from sqlite_master m, pragma_table_info(m.name) p
                 where m.type = 'table' and lower(p.type) = 'text' order by 1, 2"""
    return [(row["t"], row["c"]) for row in world.rows(sql)]


@pytest.mark.parametrize("engine", ["sqlite"])
def test_every_page_shows_hostile_texts_as_text(acme: Organisation, owner: Person, world: World) -> None:
    ids = furnish(acme, owner)
    acme.call("POST", f"/v1/sessions/{ids['session_id']}/messages", {"text": "Hello"})
    spoilt = _spoil(world)
    assert {"candidates.first_name", "assessments.title", "keys.name", "flags.description"} <= set(spoilt)
    seen = 0
    for path in dashboard(world, "GET"):
        answer = owner.get(filled(path, ids))
        assert answer.status_code in (200, 303), (path, answer.status_code)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert Parsed(answer.text).found == [], path
        assert "49" not in answer.text.partition(MARK)[2][:120], path
        seen += MARK in answer.text
    assert seen > 20, "the texts are shown somewhere"


@pytest.mark.parametrize("engine", ["sqlite"])
def test_no_cell_of_a_download_is_a_formula(acme: Organisation, owner: Person, world: World) -> None:
    ids = furnish(acme, owner)
    _spoil(world)
    downloads = [path for path in dashboard(world, "GET") if path.endswith(".csv")]
    assert downloads
    for path in downloads:
        answer = owner.get(filled(path, ids))
        assert answer.headers["content-type"].startswith("text/csv"), path
        assert "attachment" in answer.headers["content-disposition"]
        for row in csv.reader(io.StringIO(answer.text)):
            texts = [cell for cell in row if not re.fullmatch(r"-?\d+", cell)]
            assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))], path


def test_a_cell_keeps_its_text_behind_an_apostrophe() -> None:
    assert csv_line(["=1+1", "+49", "-2", "@a", "\tx", -5, None]) == "'=1+1,'+49,'-2,'@a,'\tx,-5,\r\n"


@pytest.mark.parametrize("name", ["../up", "..%2fup", "a/b", "a\\b", "/etc/passwd", "a\x00b", "a b", "", "x" * 200])
def test_no_media_id_is_a_path(acme: Organisation, world: World, name: str) -> None:
    token = acme.started()["token"]
    answer = upload(world, token, mediaId=name)
    assert answer.status_code in (400, 422), answer.text
    assert world.rows("select id from media") == []


@pytest.mark.parametrize(
    "name", ["../../../secrets.json", "..\\..\\secrets.json", "a\r\nset-cookie: a=b.png", '"; x.html']
)
def test_the_name_of_a_file_is_never_used(acme: Organisation, owner: Person, world: World, name: str) -> None:
    session = acme.started()
    assert upload(world, session["token"], name=name).status_code == 201
    (row,) = world.rows("select path from media")
    assert ".." not in row["path"]
    assert "secrets" not in row["path"]
    answer = owner.get(f"/dashboard/media/{session['sessionId']}/shot_1")
    assert answer.headers["content-type"] == "image/png"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["..%2f..%2fsecrets.json", "%2e%2e/%2e%2e/secrets.json", "shot_1%00.png", "....//x"])
def test_no_address_of_evidence_leads_out_of_the_store(acme: Organisation, owner: Person, path: str) -> None:
    session = acme.started()["sessionId"]
    answer = owner.get(f"/dashboard/media/{session}/{path}")
    assert answer.status_code in (400, 404)
    assert "signing" not in answer.text


def test_bombs_are_kept_as_bytes_or_refused(acme: Organisation, owner: Person, world: World) -> None:
    """Nothing on the server decodes a picture or unpacks an archive, whatever its header promises."""
    session = acme.started()
    huge = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x7f\xff\xff\xff" * 2 + b"\x08\x06\x00\x00\x00" + b"\x00" * 64
    assert upload(world, session["token"], huge).status_code == 201
    assert owner.get(f"/dashboard/media/{session['sessionId']}/shot_1").content == huge
    for archive in (
        b"PK\x03\x04" + b"\x00" * 100,
        b"\x1f\x8b\x08" + b"\x00" * 100,
        b"<svg onload=alert(1)>",
        b"%PDF-1.7",
    ):
        assert upload(world, session["token"], archive, mediaId="other").status_code in (400, 415, 422)
    squeezed = {"content-encoding": "gzip", "origin": "https://exam.example.com"}
    packed = gzip.compress(b'{"token":"' + b"x" * 10_000_000 + b'"}')
    answer = world.client.post("/v1/events", content=packed, headers=squeezed)
    assert (answer.status_code, answer.json()["code"]) == (400, "request_malformed")
    assert upload(world, session["token"], PNG, mediaId="fine").status_code == 201


def test_a_cookie_from_elsewhere_is_never_taken_over(acme: Organisation, owner: Person, nobody: Person) -> None:
    """Session fixation: whatever token a browser brings, a sign-in gets a new one, and signing out ends it."""
    planted = "p" * 43
    nobody.token = planted
    nobody.member_id, nobody.email = owner.member_id, owner.email
    nobody.follow_new_link()
    assert nobody.token not in (planted, owner.token)
    other = Person(acme.world)
    other.token = planted
    assert other.get("/dashboard").status_code == 303
    used = nobody.token
    nobody.send("/dashboard/sign-out")
    other.token = used
    assert other.get("/dashboard").status_code == 303
