"""A key as the API shows it: never the key itself."""

import msgspec

from eye.clock import iso
from eye.db import Row
from eye.keys.model import status, still_used


def document(row: Row, now: int) -> dict[str, object]:
    """A row of `store.find`. `stillUsed` is null for a key that was not replaced by another."""
    return {
        "id": row["id"],
        "name": row["name"],
        "note": row["note"],
        "kind": row["kind"],
        "mode": row["mode"],
        "shown": row["shown"],
        "status": status(row, now),
        "roles": msgspec.json.decode(row["roles"]),
        "ipAllowlist": msgspec.json.decode(row["ip_allowlist"]),
        "createdAt": iso(row["created_at"]),
        "createdBy": row["created_by"],
        "lastUsedAt": iso(row["last_used_at"]),
        "lastUsedFrom": row["last_used_from"],
        "expiresAt": iso(row["expires_at"]),
        "exposedAt": iso(row["exposed_at"]),
        "rotatedTo": row["rotated_to"],
        "rotatedFrom": row["rotated_from"],
        "rotatedAt": iso(row["rotated_at"]),
        "retiresAt": iso(row["retires_at"]),
        "stillUsed": still_used(row),
    }
