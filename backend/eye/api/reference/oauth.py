"""The token endpoint, which speaks RFC 6749 in its bodies and its errors."""

import msgspec

from eye.api.reference.fields import Body, choice, name, object_of, text
from eye.api.reference.operation import Operation, Operations
from eye.sessions.oauth.give import ACCESS_TOKEN_TYPE, CANDIDATE_TOKEN_TYPE, CLIENT_CREDENTIALS, TOKEN_EXCHANGE


class AccessToken(msgspec.Struct, forbid_unknown_fields=True):
    """`expires_in` in seconds. `issued_token_type` comes with a token exchange, `scope` with client credentials."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str | None = None
    issued_token_type: str | None = None


class OAuthProblem(msgspec.Struct, forbid_unknown_fields=True):
    """An error of RFC 6749. `code` tells the causes of `invalid_client` apart; `error_uri` explains it."""

    error: str
    error_description: str
    requestId: str
    code: str | None = None
    error_uri: str | None = None


_FORM = object_of(
    {"grant_type": choice((CLIENT_CREDENTIALS, TOKEN_EXCHANGE))},
    {
        "client_id": name("key_06example", about="The key id, unless HTTP Basic carries it."),
        "client_secret": name("eye_sk_live_…", about="The secret key, unless HTTP Basic carries it."),
        "scope": text("session.view flag.view", most=4000, about="Fewer permissions than the key has."),
        "subject_token": text("…", most=4000, about="For a token exchange: an access token of this client."),
        "subject_token_type": choice((ACCESS_TOKEN_TYPE,)),
        "requested_token_type": choice((CANDIDATE_TOKEN_TYPE,)),
        "assessment_id": text("algebra-1", most=128),
        "candidate_id": text("student-42", most=128),
        "origin": text("https://exams.northfield.example", most=300),
        "expires_in": text("600", most=5, about="Seconds."),
    },
)
OAUTH: Operations = {
    "POST /oauth/token": Operation(
        "Get an access token, or exchange one for a candidate token",
        {200: AccessToken, 400: OAuthProblem, 401: OAuthProblem, 429: OAuthProblem, 503: OAuthProblem},
        Body("TokenRequest", _FORM, media="application/x-www-form-urlencoded"),
        detail="An access token works for 15 minutes. The client id is the key id, the client secret the secret key.",
    ),
}
