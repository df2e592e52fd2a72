"""An organisation that has one of each thing, its owner signed in, and every page of theirs by the route table."""

import hashlib
import io
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import msgspec
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from starlette.routing import Route

from e2e.exam import config
from e2e.member import sign_in
from e2e.servers import EyeServer, HostPages, School
from eye.assessments.candidate_csv import read_candidates
from eye.assessments.import_candidates import keep_preview
from eye.clock import Clock, iso, new_id, new_secret
from eye.dashboard.routes import routes
from eye.db import Tx
from eye.organisations.passkeys.checks import NewPasskey
from eye.organisations.passkeys.store import insert_passkey

# Not pages: streams, files and parts of pages; addresses that lead on; and what is not for who is signed in.
OTHERS = re.compile(r"\.csv$|\.json$|\.zip$|/stream$|/look$|/events$|/preview$|/test$|\{(token|rest:path|media_id)\}")
LEAD_ON = {"/dashboard/settings", "/dashboard/settings/keys", "/dashboard/register", "/dashboard/sign-in"}


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(file, "png")
    return file.getvalue()


PICTURE = _picture()


@dataclass(frozen=True, slots=True)
class Furnished:
    """`ids` are by the names that they have in the addresses of the dashboard."""

    school: School
    ids: dict[str, str]

    def pages(self) -> dict[str, str]:
        """The full address of every page, by its line in the route table."""
        found = [route.path for route in routes if isinstance(route, Route) and "GET" in (route.methods or ())]
        inside = [path for path in found if path.startswith("/dashboard") and path not in LEAD_ON]
        return {path: self.address(path) for path in inside if not OTHERS.search(path)}

    def address(self, path: str) -> str:
        return self.school.eye.url + re.sub(r"\{(\w+)\}", lambda found: self.ids[found[1]], path)


@pytest.fixture(scope="module")
def furnished(eye: EyeServer, hosts: HostPages) -> Furnished:
    school, origin = School(eye), hosts.url("")
    session_id = sit(school, origin)
    school.post(f"/v1/sessions/{session_id}/messages", {"text": "Please look up."})
    school.post("/v1/domains", {"name": "Hooks", "entry": "hooks.example.com"})
    school.post("/v1/candidates", {"id": "gone"})
    webhook = school.post("/v1/webhooks", {"url": "https://hooks.example.com/eye", "description": "Ours"})
    email = f"{new_secret(8).lower()}@school.example"
    file = read_candidates(b"candidateId,firstName\nbob,Bob\n?,Nobody\n")
    return Furnished(
        school,
        {
            "session_id": session_id,
            "flag_id": school.flags()[0]["id"],
            "assessment_id": "only-mine",
            "candidate_id": "ada",
            "domain_id": school.domain_id,
            "key_id": school.get("/v1/keys")["items"][0]["id"],
            "role_id": school.post("/v1/roles", {"name": "Watcher", "permissions": ["session.view"]})["id"],
            "webhook_id": webhook["id"],
            "delivery_id": school.post(f"/v1/webhooks/{webhook['id']}/test", None)["id"],
            "member_id": school.post("/v1/members", {"email": email, "name": "New", "roles": ["Viewer"]})["id"],
            "import_id": eye.write(keep_preview, school.id, school.owner_id, "4b.csv", file),
            "erasure_id": school.delete("/v1/candidates/gone")["id"],
            "passkey_id": eye.write(_add_passkey, school.owner_id),
        },
    )


def sit(school: School, origin: str) -> str:
    """A session that has begun, raised flags and sent pictures; its id."""
    school.post("/v1/assessments", {"id": "only-mine", "title": "Algebra, first term", "attempts": 1})
    now = iso(Clock().now())
    wanted = config(school, assessmentId="only-mine", candidateFirstName="Ada")
    started = _from_page(school.eye, "/v1/init", wanted, origin)
    types = {"STARTED": None, "MULTIPLE_FACE": "two_faces", "TAB_NOT_FOCUS": None, "PERIODIC_SNAPSHOT": "snapshot"}
    events = [
        {"seq": seq, "type": type, "at": now, **({"mediaId": media} if media else {})}
        for seq, (type, media) in enumerate(types.items(), 1)
    ]
    _from_page(school.eye, "/v1/events", {"token": started["token"], "events": events}, origin)
    for media in filter(None, types.values()):
        _upload(school, started["token"], media, origin)
    return str(started["sessionId"])


def _from_page(eye: EyeServer, path: str, body: dict[str, Any], origin: str) -> Any:
    content = msgspec.json.encode(body)
    request = urllib.request.Request(f"http://127.0.0.1:{eye.port}{path}", content, {"origin": origin})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server on loopback
        return msgspec.json.decode(answer.read())


def _upload(school: School, token: str, media: str, origin: str) -> None:
    fields = {"token": token, "mediaId": media, "sha256": hashlib.sha256(PICTURE).hexdigest()}
    address = f"http://127.0.0.1:{school.eye.port}/v1/media"
    files = {"file": ("shot.png", PICTURE, "image/png")}
    httpx2.post(address, data=fields, files=files, headers={"origin": origin}).raise_for_status()


def _add_passkey(tx: Tx, member_id: str, now: int) -> str:
    id = new_id("psk", now)
    insert_passkey(tx, id, member_id, NewPasskey(id, "", 0), "Laptop", now)
    return id


@pytest.fixture(scope="module")
def member(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    """One browser, signed in once."""
    page = browser.new_context().new_page()
    sign_in(page, furnished.school)
    yield page
    page.context.close()
