"""`POST /v1/media`: evidence is taken once, by its content, and nothing of a refused file stays anywhere."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.media.upload import LARGEST, PNG, footprint, kept, upload
from tests.reading import problem, stored
from tests.world import ORIGIN, Organisation, World


def test_evidence_is_stored_with_its_checksum(acme: Organisation, world: World) -> None:
    started = acme.started()
    answer = upload(world, started["token"])
    assert (answer.status_code, answer.json()["mediaId"]) == (201, "shot_1")
    assert answer.headers["access-control-allow-origin"] == "*"
    (row,) = world.rows("select * from media")
    assert row["session_id"] == started["sessionId"]
    assert row["organisation_id"] == acme.id
    assert (row["content_type"], row["size"], row["late"]) == ("image/png", len(PNG), 0)
    assert row["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert kept(world) == {row["path"]: PNG}


def test_the_same_again_gets_the_same_answer(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    first, again = upload(world, token), upload(world, token)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(world.rows("select id from media")) == 1


def test_other_bytes_under_the_same_id_are_a_conflict(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    upload(world, token)
    before = footprint(world)
    assert problem(upload(world, token, PNG + b"other")) == (409, "media_conflict")
    assert footprint(world) == before


def test_of_two_different_files_at_once_one_is_kept(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    contents = [PNG + bytes([n]) for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda content: upload(world, token, content), contents))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    (winner,) = (content for content, answer in zip(contents, answers, strict=True) if answer.status_code == 201)
    assert list(kept(world).values()) == [winner]


def test_of_the_same_file_at_once_each_is_told_that_it_is_stored(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: upload(world, token), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert list(kept(world).values()) == [PNG]


def test_each_session_has_its_own_ids(acme: Organisation, stranger: Organisation, world: World) -> None:
    for owner, content in ((acme, PNG), (stranger, PNG + b"theirs")):
        assert upload(world, owner.started()["token"], content).status_code == 201
    assert len(kept(world)) == 2


def box(name: bytes, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return (8 + len(body)).to_bytes(4, "big") + name + body


def mp4(*tracks: bytes) -> bytes:
    """A file with tracks of these kinds; its index comes last, as recorders write it."""
    found = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(13)))) for kind in tracks]
    large = (1).to_bytes(4, "big") + b"mdat" + (24).to_bytes(8, "big") + b"hdlrnone"
    return box(b"ftyp", b"iso5", bytes(4)) + large + box(b"moov", box(b"mvhd", bytes(100)), *found)


CONTENTS = {
    "image/jpeg": b"\xff\xd8\xff\xe0rest",
    "image/png": PNG,
    "image/webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "audio/wav": b"RIFF\0\0\0\0WAVEfmt ",
    "audio/webm": b"\x1aE\xdf\xa3\x01webm...A_OPUS",
    "audio/ogg": b"OggS\0\x02OpusHead",
    "audio/mpeg": b"ID3\x04rest",
    "audio/mp4": mp4(b"soun"),
}


@pytest.mark.parametrize(("content_type", "content"), CONTENTS.items(), ids=CONTENTS)
def test_images_and_sound_are_known_by_their_content(
    acme: Organisation, world: World, content_type: str, content: bytes
) -> None:
    assert upload(world, acme.started()["token"], content, name="x.html").status_code == 201
    assert world.rows("select content_type from media") == [{"content_type": content_type}]


NO_EVIDENCE = {
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "an SVG with a declaration": b'<?xml version="1.0"?><svg/>',
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page behind a comment": b"<!-- \xff\xd8\xff --><html>",
    "a PDF": b"%PDF-1.7",
    "a program": b"\x7fELF",
    "an archive": b"PK\x03\x04",
    "a GIF": b"GIF89a",
    "a WebM film": b"\x1aE\xdf\xa3\x01webm...V_VP8",
    "an Ogg film": b"OggS\0\x02...\x80theora",
    "an MP4 film": mp4(b"vide"),
    "an MP4 film with sound": mp4(b"soun", b"vide"),
    "an MP4 without tracks": mp4(),
    "an MP4 that ends early": mp4(b"soun")[:40],
    "an MP4 with a box of no size": b"\0\0\0\x0cftypM4A \0\0\0\x02moovhdlr12345678soun",
    "another RIFF": b"RIFF\0\0\0\0AVI LIST",
    "nothing": b"",
    "two bytes": b"\xff\xd8",
}


@pytest.mark.parametrize("content", NO_EVIDENCE.values(), ids=NO_EVIDENCE)
def test_what_is_neither_is_refused_whatever_it_is_called(acme: Organisation, world: World, content: bytes) -> None:
    token = acme.started()["token"]
    before = footprint(world)
    assert problem(upload(world, token, content, name="photo.jpg")) == (415, "media_type_not_allowed")
    assert footprint(world) == before


def test_the_largest_file_is_taken_and_one_byte_more_is_not(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    largest = PNG.ljust(LARGEST, b"\0")
    assert upload(world, token, largest).status_code == 201
    before = footprint(world)
    assert problem(upload(world, token, largest + b"\0", mediaId="shot_2")) == (413, "too_large")
    assert problem(upload(world, token, largest * 2, mediaId="shot_3")) == (413, "too_large")
    assert footprint(world) == before


def test_a_checksum_that_does_not_fit_is_refused(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    before = footprint(world)
    for sha256 in ("0" * 64, "x", "ä", hashlib.sha256(PNG).hexdigest()[:-1]):
        answer = upload(world, token, sha256=sha256)
        assert problem(answer) == (400, "param_invalid")
        assert answer.json()["field"] == "sha256"
    assert footprint(world) == before
    assert upload(world, token, sha256=hashlib.sha256(PNG).hexdigest().upper()).status_code == 201


@pytest.mark.parametrize(
    "media_id", ["../x", "..", "a/b", "/etc/passwd", "a\\b", "a%2fb", "a.png", "ä", "a b", "a\0", "x" * 65]
)
def test_a_media_id_is_never_a_path(acme: Organisation, world: World, media_id: str) -> None:
    token = acme.started()["token"]
    before = footprint(world)
    assert problem(upload(world, token, mediaId=media_id)) == (400, "param_invalid")
    assert footprint(world) == before


@pytest.mark.parametrize("field", ["token", "mediaId", "sha256"])
def test_a_missing_part_is_named(acme: Organisation, world: World, field: str) -> None:
    given: dict[str, str | None] = {"token": acme.started()["token"], field: None}
    answer = upload(world, given.pop("token"), PNG, **given)  # type: ignore[arg-type]
    assert problem(answer) == (400, "param_missing")
    assert answer.json()["field"] == field


def test_a_missing_file_is_named(acme: Organisation, world: World) -> None:
    data = {"token": acme.started()["token"], "mediaId": "a", "sha256": "0" * 64}
    headers = {"origin": ORIGIN}
    for files in ({"other": ("a.png", PNG)}, {"file": (None, "text")}):
        answer = world.client.post("/v1/media", data=data, files=files, headers=headers)
        assert problem(answer) == (400, "param_missing")
        assert answer.json()["field"] == "file"


def test_only_a_token_of_this_eye_stores(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    before = footprint(world)
    for changed in (token[:-1], f"x{token}", "a.b", "\0"):
        assert problem(upload(world, changed)) == (401, "session_token_invalid")
    world.clock.move(hours=50)
    assert problem(upload(world, token)) == (401, "session_token_expired")
    assert footprint(world) == before


@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ("https://evil.example.org", "origin_not_allowed"),
        (None, "origin_missing"),
        ("null", "origin_null"),
        ([ORIGIN, ORIGIN], "origin_malformed"),
    ],
)
def test_only_a_registered_website_stores(
    acme: Organisation, world: World, origin: str | list[str] | None, code: str
) -> None:
    token = acme.started()["token"]
    before = footprint(world)
    assert problem(upload(world, token, origin=origin))[1] == code
    assert footprint(world) == before


def test_a_removed_domain_refuses_the_next_file(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    acme.call("DELETE", f"/v1/domains/{acme.domain_id}")
    assert problem(upload(world, token)) == (403, "origin_not_allowed")


def test_for_a_day_after_the_end_files_are_late_then_refused(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.end(token)
    world.clock.move(hours=24)
    answer = upload(world, token)
    assert (answer.status_code, answer.json()["ended"]) == (202, True)
    assert world.rows("select late from media") == [{"late": 1}]
    world.clock.move(seconds=1)
    before = footprint(world)
    assert problem(upload(world, token, mediaId="later")) == (409, "session_ended")
    assert footprint(world) == before


def test_an_event_may_name_a_file_that_comes_later(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    assert world.send(token, world.event(1, "TAB_NOT_FOCUS", mediaId="shot_1")).json()["rejected"] == []
    assert upload(world, token).status_code == 201


def test_a_media_store_that_is_gone_is_said_to_be_unavailable(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    folder = world.parts.settings.data / "media" / "evidence"
    folder.write_bytes(b"a file stands where the folder was")
    before = stored(world)
    assert problem(upload(world, token)) == (503, "unavailable")
    assert stored(world) == before
