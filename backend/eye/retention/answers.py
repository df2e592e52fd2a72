"""Takes out of the answers that are kept for repeated requests (`api/idempotency.py`) what is about somebody."""

import msgspec

from eye.db import Row, Tx


def answers_about(tx: Tx, organisation_id: str, id: str) -> list[Row]:
    """Those that name `id`, a candidate or a session, in their JSON. Kept for a day, so there are not many."""
    return tx.all(
        """select organisation_id, mode, name, route from idempotency
           where organisation_id = :org and answer is not null and replace(answer, :named, '') <> answer""",
        org=organisation_id,
        named=msgspec.json.encode(id).decode(),
    )


def forget_answers(tx: Tx, found: list[Row]) -> None:
    """That these requests were carried out stays known: a repeated one is told so, and does nothing again."""
    if found:
        tx.many(
            """update idempotency set status = null, headers = null, answer = null
               where organisation_id = :organisation_id and mode = :mode and name = :name and route = :route""",
            found,
        )


def forget_requests(tx: Tx, organisation_id: str, candidate_id: str) -> None:
    """Those whose address names the candidate."""
    begins = f"POST /v1/candidates/{candidate_id}/"
    tx.run(
        """delete from idempotency
           where organisation_id = :org and substr(route, 1, cast(:length as integer)) = :begins""",
        org=organisation_id,
        begins=begins,
        length=len(begins),
    )
