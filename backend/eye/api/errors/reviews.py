"""Codes about decisions: on flags, and on what a session comes to."""

from eye.api.errors.page import ErrorPage

REVIEWS = {
    "flag_reviewed_meanwhile": ErrorPage(
        "The flag is decided, or somebody decided about it after you had read it. Your decision was not kept.",
        "Two reviewers had the same flag open. The field review says what stands now, and who decided.",
        "Look at the flag again. To decide anew, take the decision back first: DELETE /v1/flags/{id}/review.",
        "GET /v1/flags/{id} shows the history of its decisions.",
    ),
    "flag_needs_another_reviewer": ErrorPage(
        "You have confirmed this flag already, and its assessment asks for two reviewers.",
        "The same person, or the same key, confirmed it twice.",
        "Let somebody else look at it and confirm or dismiss it.",
        "GET /v1/flags/{id} shows the state confirmed, with firstBy and by.",
    ),
    "flag_limit_reached": ErrorPage(
        "The session has as many flags as one session may have; the field limit says how many. Nothing was added.",
        "A program raises flags in a loop, or raises one for each of its own observations.",
        "Raise one flag for an interval (raisedAt, clearedAt) instead of one for every moment in it.",
        "GET /v1/sessions/{id} shows flagCount.",
    ),
    "session_erased": ErrorPage(
        "The evidence of this session was erased, or is being erased. Nothing is added to it any more.",
        "Its days of retention are over, or somebody asked for its evidence or its candidate to be erased.",
        "Keep what you still have to say about this session in your own system.",
        "GET /v1/sessions/{id} shows eraseAt and erasedAt.",
    ),
    "flags_open": ErrorPage(
        "The session cannot be called clean while flags of it wait for a decision. The field openFlags says how many.",
        "Flags were not looked at yet, wait for a second reviewer, or came in late.",
        "Confirm or dismiss each of them, then decide about the session.",
        "GET /v1/flags?sessionId=…&state=waiting and state=second_look are empty.",
    ),
    "session_not_ended": ErrorPage(
        "The session is running: nobody can know yet that it is clean, and its evidence is still being made.",
        "The outcome was decided, or the evidence was to be erased, before the end.",
        "Wait until the session has ended.",
        "GET /v1/sessions/{id} shows status ended.",
    ),
}
