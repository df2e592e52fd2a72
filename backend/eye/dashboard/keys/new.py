"""Settings → API & Integrations → Create key. A new secret key is shown in the answer to the form, and never again."""

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.keys.form import Sent, Wrong, fields_of_new, read_form, wrong_of
from eye.dashboard.keys.list import PATH
from eye.dashboard.organisation.members import all_roles
from eye.dashboard.render import go, page
from eye.dashboard.visit import Visit
from eye.db import Row
from eye.errors import Refusal, Refused
from eye.keys.create import create_key
from eye.keys.model import KeyText
from eye.keys.wanted import read_new_key
from eye.organisations.permissions import SENTENCES

KEYS = f"{PATH}/keys"
STATUSES = {"permission_missing": 403, "param_missing": 422, "param_invalid": 422}
EMPTY = Sent(kind="secret", mode="live")


async def new_key(visit: Visit) -> Response:
    return await _page(visit, 200, EMPTY, None)


async def _page(visit: Visit, status: int, sent: Sent, wrong: Wrong | None) -> Response:
    choices = await visit.eye.db.read(all_roles, visit.organisation_id)
    return page(visit, "keys/new_key.html", status=status, sent=sent, wrong=wrong, choices=choices, sentences=SENTENCES)


async def submit_new_key(visit: Visit, form: FormData) -> Response:
    sent = read_form(form)
    try:
        wanted = read_new_key(fields_of_new(sent), visit.now)
    except Refused as refused:
        return await _page(visit, 422, sent, wrong_of(refused.refusal))
    made = await visit.eye.db.write(
        create_key,
        visit.organisation_id,
        visit.member.member_id,
        visit.permissions,
        wanted,
        visit.eye.secrets.pepper,
        visit.now,
    )
    if isinstance(made, Refusal):
        return await _page(visit, STATUSES.get(made.code, 409), sent, wrong_of(made))
    row, key = made
    return shown_once(visit, row, key, None)


def shown_once(visit: Visit, row: Row, key: KeyText, replaced: Row | None) -> Response:
    """The only answer that holds a secret key; a publishable one can be looked up at any time."""
    if key.kind == "publishable":
        return go(f"{KEYS}/{row['id']}?done={'rotated' if replaced else 'created'}")
    return page(visit, "keys/key_once.html", key=row, text=key.text, replaced=replaced, keys=KEYS)
