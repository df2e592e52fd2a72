"""A client that openapi-python-client generates from the document, unmodified, works against a real server."""

import subprocess
import sys
from pathlib import Path

import msgspec

from tests.api.test_fuzzed import fill
from tests.api.test_openapi import DOCUMENT
from tests.cli.program import SECONDS, running, said
from tests.cli.test_organisations import printed

PROGRAM = """
import sys
from eye_client import AuthenticatedClient
from eye_client.api.flags import get_flags, post_flags
from eye_client.models import NewFlag

address, secret, session = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=secret)
post_flags.sync(client=client, body=NewFlag(session_id=session, type_="SAME_ANSWERS", description="Copied."))
page = get_flags.sync(client=client, session_id=session)
print(*sorted(f"{flag.type_} {flag.severity} {flag.review.state}" for flag in page.items), sep="\\n")
refused = get_flags.sync_detailed(client=AuthenticatedClient(base_url=address, token="eye_sk_live_no"))
print(refused.status_code.value, refused.parsed.code)
"""


def test_it_raises_and_lists_flags(tmp_path: Path) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data"), "EYE_WEBHOOK_LOOPBACK": "on"}
    made = printed(said("org", "create", "Acme", "--email", "owner@acme.example", **settings))
    said("credits", "grant", made["organisation"], "10", **settings)
    # Before the server runs, which is ended after a minute: the generator takes its time on a busy machine.
    (tmp_path / "openapi.json").write_bytes(msgspec.json.encode(DOCUMENT))
    generate(tmp_path)
    with running(tmp_path, "serve", until="running", **settings) as eye:
        ids = fill(eye, made["secret key"], made["publishable key"])
        address = f"http://127.0.0.1:{eye.port}"
        told = run([sys.executable, "-c", PROGRAM, address, made["secret key"], ids["/v1/sessions"]], tmp_path)
    assert told.splitlines() == [
        "SAME_ANSWERS medium waiting",
        "TAB_NOT_FOCUS medium waiting",
        "401 key_malformed",
    ]


def generate(folder: Path) -> None:
    program = Path(sys.executable).parent / "openapi-python-client"
    (folder / "config.yml").write_text("post_hooks: []\n")
    options = ["--path", "openapi.json", "--output-path", "eye_client", "--meta", "none", "--config", "config.yml"]
    run([str(program), "generate", *options], folder)


def run(command: list[str], folder: Path) -> str:
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=4 * SECONDS)
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    return ran.stdout
