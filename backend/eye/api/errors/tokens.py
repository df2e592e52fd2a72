"""Codes about tokens."""

from eye.api.errors.page import ErrorPage

TOKENS = {
    "candidate_token_required": ErrorPage(
        "The organisation accepts only starts with a candidate token, and none was sent.",
        "The page was not changed when the organisation began to require tokens.",
        "Mint one on your server with POST /v1/candidate-tokens, and hand it to init as candidateToken.",
        "The session's page shows that its start was signed.",
    ),
    "candidate_token_invalid": ErrorPage(
        "The candidate token was not made by this Eye, or was changed on the way.",
        "The token of another installation, a cut-off text, or a template that was not filled in.",
        "Hand the token to the page exactly as POST /v1/candidate-tokens answered it.",
        "A start with a fresh token is accepted.",
    ),
    "candidate_token_expired": ErrorPage(
        "The candidate token is older than its lifetime, ten minutes unless asked for otherwise.",
        "It was minted when the course page was opened, not when the exam was.",
        "Mint it when the exam page is served.",
        "A start with a fresh token is accepted.",
    ),
    "candidate_token_mismatch": ErrorPage(
        "The candidate token is genuine, but for another assessment, candidate or website.",
        "The ids in the page and those in the call to POST /v1/candidate-tokens differ.",
        "Take both from the same place on your server.",
        "The ids of the token's request and of init are the same.",
    ),
    "candidate_token_used": ErrorPage(
        "The candidate token started a session before; each works once.",
        "The page was cached with its token, or somebody copied it.",
        "Mint a new token each time the exam page is served. A reload in the same tab needs none.",
        "A start with a fresh token is accepted.",
    ),
    "session_token_invalid": ErrorPage(
        "The session's token was not signed by this Eye, or its session does not exist.",
        "A hand-made request, or the secrets of the server were replaced.",
        "Start the session with /v1/init, which answers the token.",
        "A new start is accepted.",
    ),
    "session_token_expired": ErrorPage(
        "The session's token is older than its session can be.",
        "A page was left open for days.",
        "Load the page again.",
        "A new start is accepted.",
    ),
    "access_token_invalid": ErrorPage(
        "The access token was not made by this Eye, or was changed on the way.",
        "The token of another installation, or a cut-off text.",
        "Ask /oauth/token for a new one.",
        "Call GET /v1/organisation with it: it answers 200.",
    ),
    "access_token_expired": ErrorPage(
        "The access token is older than 15 minutes.",
        "It was kept longer than expires_in said.",
        "Ask /oauth/token for a new one when it is due; OAuth libraries do it by themselves.",
        "Call GET /v1/organisation with it: it answers 200.",
    ),
}
