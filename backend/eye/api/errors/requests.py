"""Codes about requests as such."""

from eye.api.errors.page import ErrorPage

REQUESTS = {
    "request_malformed": ErrorPage(
        "The body could not be read; nothing was stored.",
        "It is not JSON, is nested too deep, or has text that is not Unicode.",
        "Send one JSON object in UTF-8.",
        "A JSON checker accepts the body.",
    ),
    "param_missing": ErrorPage(
        "A required field is missing or empty; the answer's field names it.",
        "The page's template or the program left it out.",
        "Fill it in.",
        "The same request with the field is accepted.",
    ),
    "param_invalid": ErrorPage(
        "A field has a value that does not belong there; the answer's field names it.",
        "A wrong type or length, or a template such as {{id}} that nobody filled in.",
        "The detail says what belongs there.",
        "The same request with the right value is accepted.",
    ),
    "precondition_failed": ErrorPage(
        "If-Match names another ETag than what is there has now, so nothing was changed.",
        "Somebody else has changed it after you had read it.",
        "Read it again, look at what is different, and send the change with the new ETag.",
        "GET answers with the ETag that If-Match has to name.",
    ),
    "too_large": ErrorPage(
        "The body is larger than this endpoint takes; the answer's limit is in bytes.",
        "Too many events at once, or a file over 2 MiB.",
        "Send less at a time, or a smaller picture.",
        "The request answers without 413.",
    ),
    "not_found": ErrorPage(
        "There is nothing at this address, or nothing that your organisation may see.",
        "A mistyped id or path, or an id of another organisation.",
        "Take ids from the answers of the lists.",
        "The list of the same resource shows the id.",
    ),
    "method_not_allowed": ErrorPage(
        "The address exists, but not with this method.",
        "GET where POST belongs, or the reverse. The header Allow lists the methods.",
        "Use one of them.",
        "The request answers without 405.",
    ),
    "rate_limited": ErrorPage(
        "Too many requests failed from this address lately.",
        "A program that goes on with a wrong key or token, or somebody who guesses.",
        "Mend the key, then wait as long as retryAfter says. Pages with a running session are not affected.",
        "After the wait a request with a right key is accepted.",
    ),
    "idempotency_in_flight": ErrorPage(
        "A request with the same Idempotency-Key is being worked on.",
        "It was repeated before the first one was answered.",
        "Wait a moment and send it again: you get the first one's answer.",
        "The repeated request answers as the first one did.",
    ),
    "idempotency_mismatch": ErrorPage(
        "The same Idempotency-Key was used for a request with another body.",
        "The program reuses keys.",
        "Make a new key for every new request.",
        "The request with a new key is accepted.",
    ),
    "idempotency_answer_lost": ErrorPage(
        "A request with this Idempotency-Key was carried out, but what it was answered is not known any more.",
        "The process that served it ended between the act and its answer.",
        "Do not send it again: read the resource, which shows what the request changed.",
        "The resource shows the change.",
    ),
    "internal": ErrorPage(
        "Eye failed to answer. That is a fault of Eye, not of the request.",
        "A defect.",
        "Give the request id to the operator, who finds the reason in the log.",
        "The same request is answered after an upgrade.",
    ),
    "unavailable": ErrorPage(
        "Eye cannot reach its database or media store right now.",
        "A restart, a full disk, or a network in between.",
        "Try again after retryAfter seconds. The widget does so by itself and loses nothing.",
        "The operator's log names what could not be reached.",
    ),
}
