"""The receipt of an erasure: what was erased, how much of it and when, signed so that nobody can change it later.

It names no person. Whose it was can be tried out by somebody who knows the candidate's id and has Eye's secrets.
"""

import base64
import hashlib
import hmac
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eye.clock import iso
from eye.db import Row
from eye.retention.store import COUNTED

VERSION = 1


def receipt_of(erasure: Row, sessions: list[Row], files: list[Row], pepper: str, now: int) -> dict[str, Any]:
    """`files` by session and media id, each with the SHA-256 of its bytes."""
    of: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        shown = {"mediaId": file["media_id"], "sha256": file["sha256"], "bytes": file["size"]}
        of.setdefault(file["session_id"], []).append(shown)
    candidate = erasure["candidate_id"]
    return {
        "version": VERSION,
        "id": erasure["id"],
        "organisationId": erasure["organisation_id"],
        "kind": erasure["kind"],
        "candidateHash": None if candidate is None else candidate_hash(erasure["organisation_id"], candidate, pepper),
        "askedBy": erasure["asked_by"],
        "askedAt": iso(erasure["asked_at"]),
        "erasedAt": iso(now),
        "totals": {"sessions": len(sessions), **{kind: sum(one[kind] for one in sessions) for kind in COUNTED}},
        "sessions": [
            {
                "sessionId": one["session_id"],
                "erasedAt": iso(one["erased_at"]),
                **{kind: one[kind] for kind in COUNTED},
                "files": of.get(one["session_id"], []),
            }
            for one in sessions
        ],
    }


def candidate_hash(organisation_id: str, candidate_id: str, pepper: str) -> str:
    """Keyed, since a candidate's id is as easy to guess as a number of a list."""
    message = f"eye erased {organisation_id} {candidate_id}".encode()
    return hmac.new(pepper.encode(), message, hashlib.sha256).hexdigest()


def sealed(receipt: dict[str, Any]) -> bytes:
    """The bytes that are signed: JSON with sorted members and no space, however it was written down in between."""
    return msgspec.json.encode(receipt, order="sorted")


def sign(receipt: dict[str, Any], pepper: str) -> str:
    """An Ed25519 signature in base64."""
    return base64.b64encode(_key(pepper).sign(sealed(receipt))).decode()


def public_key(pepper: str) -> str:
    """With it anybody can check a receipt, without Eye; the raw 32 bytes in base64."""
    return base64.b64encode(_key(pepper).public_key().public_bytes_raw()).decode()


def is_ours(receipt: dict[str, Any], signature: str, key: str) -> bool:
    """Whether the owner of `key` has signed just this."""
    try:
        opened = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        opened.verify(base64.b64decode(signature, validate=True), sealed(receipt))
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(pepper: str) -> Ed25519PrivateKey:
    seed = hmac.new(pepper.encode(), b"eye erasure receipts 1", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)
