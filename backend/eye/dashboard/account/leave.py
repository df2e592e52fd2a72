"""Settings → Profile → Leave: a member goes of their own accord, after a page that says what that means."""

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.render import outside_page, page
from eye.dashboard.visit import Visit, forget_sign_in
from eye.errors import Refusal
from eye.organisations.members import store as member_store
from eye.organisations.members.manage import leave


async def confirm_leaving(visit: Visit) -> Response:
    return await _page(visit, 200, None)


async def _page(visit: Visit, status: int, wrong: Refusal | None) -> Response:
    member_id = visit.member.member_id
    keys = await visit.eye.db.read(member_store.count_keys_made_by, visit.organisation_id, member_id)
    return page(visit, "account/leave.html", status=status, keys=keys, wrong=wrong)


async def submit_leaving(visit: Visit, form: FormData) -> Response:
    id = visit.member.member_id
    refusal = await visit.eye.db.write(leave, visit.organisation_id, id, id, visit.now)
    if refusal is not None:
        return await _page(visit, 409, refusal)
    response = outside_page("account/left.html", organisation=visit.member.organisation_name)
    forget_sign_in(visit.request, response)
    response.headers["clear-site-data"] = '"cache"'
    return response
