"""`POST /v1/candidate-tokens`: the platform's server says who may start what."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import SECOND, iso
from eye.domains.origin import read_origin
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context
from eye.http.fields import Fields, wrong
from eye.organisations.principal import needs, principal_of
from eye.sessions.candidate_tokens.token import LASTS, LEAST_SECONDS, MOST_SECONDS, mint, sign_candidate_token


@needs("candidate.token.create")
async def create(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    fields = Fields(read_object(await read_body(request, 64 * 1024)))
    now, seconds = eye.clock.now(), fields.integer("expiresIn", least=LEAST_SECONDS, most=MOST_SECONDS)
    token = mint(
        str(principal.actor),
        principal.organisation_id,
        principal.mode or "live",
        fields.outside_id("assessmentId"),
        fields.outside_id("candidateId"),
        _origin(fields),
        now + (LASTS if seconds is None else seconds * SECOND),
    )
    signed = sign_candidate_token(eye.secrets.signing, token, now)
    return answer({"token": signed, "expiresAt": iso(token.expires_at)}, 201)


def _origin(fields: Fields) -> str | None:
    text = fields.text("origin", most=300)
    found = None if text is None else read_origin([text])
    if isinstance(found, Refusal):
        raise wrong("origin", "must be one such as https://exam.example.com, without a path")
    return None if found is None else found.text


routes = [Route("/v1/candidate-tokens", create, methods=["POST"])]
