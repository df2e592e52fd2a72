"""`eye key`: the operator's way to an organisation's keys, each act in its audit log."""

import asyncio
import re
from pathlib import Path

import pytest

from eye.db import open_database
from tests.cli.here import refused, said
from tests.faults.school import School

KEY_ID = r"key_[0-9a-v]+"


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(f"sqlite:///{tmp_path / 'eye.db'}", tmp_path)


def acts(school: School) -> list[tuple[str, str]]:
    """The acts of the operator on keys, oldest first, with what they were done to."""

    async def read() -> list[tuple[str, str]]:
        db = open_database(school.settings.database_url)
        sql = "select act, subject from audit where actor = 'system' and act like 'api.key.%' order by id"
        try:
            return [(row["act"], row["subject"]) for row in await db.read(lambda tx: tx.all(sql))]
        finally:
            await db.close()

    return asyncio.run(read())


def test_from_create_to_revoke(school: School) -> None:
    made = said("key", "create", school.id, "Grades", "--kind", "secret", "--role", "Viewer", **school.variables)
    found = re.fullmatch(rf"({KEY_ID})  (eye_sk_live_\w+)\n", made)
    assert found is not None
    id, text = found.groups()
    listed = said("key", "list", school.id, **school.variables)
    newest, first = listed.splitlines()
    assert newest.startswith(f"{id}  secret  live  active  eye_sk_live_{text[12:16]}…")
    assert newest.endswith("Grades  never used")
    assert "publishable" in first
    assert text not in listed
    said("key", "deactivate", id, **school.variables)
    assert "  inactive  " in said("key", "list", school.id, **school.variables)
    said("key", "reactivate", id, **school.variables)
    said("key", "revoke", id, "--end-sessions", **school.variables)
    assert "  revoked  " in said("key", "list", school.id, **school.variables)
    done = ["create", "deactivate", "reactivate", "revoke"]
    assert acts(school) == [(f"api.key.{act}", id) for act in done]


def test_what_cannot_be_is_said_in_a_sentence(school: School) -> None:
    assert refused("key", "list", "org_none", **school.variables) == "There is no organisation org_none."
    assert "no organisation org_none" in refused(
        "key", "create", "org_none", "A", "--kind", "publishable", **school.variables
    )
    create = ("key", "create", school.id, "A", "--kind")
    assert "belong to secret keys" in refused(*create, "publishable", "--role", "Admin", **school.variables)
    assert "roles has 'King'" in refused(*create, "secret", "--role", "King", **school.variables)
    assert "such as 2027-01-31" in refused(*create, "secret", "--expires", "soon", **school.variables)
    assert "ipAllowlist has 'home'" in refused(*create, "secret", "--ip", "home", **school.variables)
    assert "There is no key key_none" in refused("key", "revoke", "key_none", **school.variables)
    assert acts(school) == []
