"""Every process on a database holds the same secrets; what recognises them is kept there."""

from eye.db import Tx
from eye.errors import OperatorError
from eye.settings import Secrets


def check_secrets(tx: Tx, secrets: Secrets) -> None:
    """Refuse to run beside processes that hold other secrets: they would not understand each other's tokens."""
    pepper, signing = secrets.fingerprint(secrets.pepper), [secrets.fingerprint(one) for one in secrets.signing]
    for name, known, ours in (("pepper", [pepper], pepper), ("signing", signing, signing[-1])):
        tx.run(
            "insert into settings (name, value) values (:name, :value) on conflict (name) do nothing",
            name=f"secrets.{name}",
            value=ours,
        )
        row = tx.one("select value from settings where name = :name", name=f"secrets.{name}")
        if row is None or row["value"] not in known:
            raise OperatorError(
                "This database was used with other secrets. Give every process the same EYE_SECRETS_FILE; "
                "if the file was lost, restore it from a backup."
            )
        tx.run("update settings set value = :value where name = :name", name=f"secrets.{name}", value=ours)
