"""Another Eye in a process of its own: `python -m tests.keys.program DATABASE FOLDER NOW`.

Each line on stdin is a call as JSON, {method, path, key, json}; it answers each with the status and the code.
"""

import json
import sys
from pathlib import Path

from starlette.testclient import TestClient

from eye.app import assemble, create_app
from tests.world import ORIGIN, MovedClock, settings_for


def serve(database_url: str, folder: Path, now: int) -> None:
    parts = assemble(settings_for(database_url, folder), MovedClock(now))
    with TestClient(create_app(parts)) as client:
        say("ready")
        for line in sys.stdin:
            say(answer(client, json.loads(line)))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def answer(client: TestClient, call: dict[str, str]) -> str:
    headers = {"origin": ORIGIN} if call["path"] == "/v1/init" else {"authorization": f"Bearer {call['key']}"}
    found = client.request(call["method"], call["path"], json=call.get("json"), headers=headers)
    code = found.json().get("code", "") if found.content else ""
    return f"{found.status_code} {code}".strip()


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
