"""`eye verify`: a receipt is genuine or it is not."""

import json
from pathlib import Path
from typing import Any

from eye.clock import iso
from eye.retention.receipt import candidate_hash, public_key, sign
from eye.settings import read_secrets
from tests.cli.program import refused, said


def test_a_genuine_receipt_is_told_from_a_changed_one(tmp_path: Path) -> None:
    data = {"EYE_DATA": str(tmp_path)}
    said("migrate", **data)
    pepper = read_secrets(tmp_path / "secrets.json").pepper
    receipt: dict[str, Any] = {
        "id": "era_1",
        "organisationId": "org_1",
        "candidateHash": candidate_hash("org_1", "student-42", pepper),
        "erasedAt": iso(1_790_000_000_000),
        "totals": {"sessions": 2, "events": 40},
    }
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps({"receipt": receipt, "signature": sign(receipt, pepper)}, indent=2))
    told = said("verify", str(file), "--candidate", "student-42", **data)
    assert told.splitlines()[0] == "The receipt era_1 is genuine."
    assert "2 sessions, 40 events" in told
    assert "about the candidate student-42" in told
    key = public_key(pepper)
    assert "genuine" in said("verify", str(file), "--key", key, EYE_DATA=str(tmp_path / "elsewhere"))
    assert "not about" in refused("verify", str(file), "--candidate", "student-43", **data)
    file.write_text(file.read_text().replace("40", "41"))
    assert "changed" in refused("verify", str(file), "--key", key, **data)
    file.write_text("{}")
    assert "not the receipt" in refused("verify", str(file), **data)
