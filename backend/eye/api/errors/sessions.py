"""Codes about sessions, their assessments and their evidence."""

from eye.api.errors.page import ErrorPage

SESSIONS = {
    "assessment_not_found": ErrorPage(
        "The organisation has no assessment with this id, or it is archived.",
        "The page's assessmentId and the id in the dashboard differ, often by case.",
        "Create the assessment with the id that the page sends, or restore it: in the dashboard, with POST"
        " /v1/assessments or with POST /v1/assessments/{id}/restore.",
        "GET /v1/assessments/{id} answers 200, with null as archivedAt.",
    ),
    "assessment_not_open": ErrorPage(
        "The assessment's window has not begun, or is over.",
        "The candidate is early or late, or the window was set in another time zone.",
        "Change the window of the assessment, or let the candidate come back in time.",
        "The assessment's page shows the window; times of the API are UTC unless they say otherwise.",
    ),
    "assessment_duplicate": ErrorPage(
        "An assessment with this id exists already.",
        "The call was repeated, or another team uses the same ids.",
        "Choose another id, or use the assessment that exists.",
        "GET /v1/assessments/{id} shows it.",
    ),
    "attempts_exhausted": ErrorPage(
        "The candidate has used every attempt that the assessment allows.",
        "Earlier sessions count once monitoring began in them.",
        "Raise the assessment's attempts, or grant this candidate one more: at the session in the dashboard, or with"
        " POST /v1/candidates/{id}/attempts.",
        "GET /v1/sessions?candidateId=… lists the attempts.",
    ),
    "attempts_unlimited": ErrorPage(
        "An attempt was to be granted for an assessment that sets no limit of attempts.",
        "The limit was removed meanwhile, or the id names another assessment.",
        "Nothing: the candidate can start again as it is.",
        "GET /v1/assessments/{id} shows null as attempts.",
    ),
    "attempt_limit_reached": ErrorPage(
        "The candidate was granted 100 attempts beyond those of the assessment.",
        "A script repeats the call.",
        "Raise the attempts of the assessment instead.",
        "POST /v1/candidates/{id}/attempts answers 201.",
    ),
    "credits_exhausted": ErrorPage(
        "The organisation has no free credit for one more session. Running sessions are never cut.",
        "All credits are spent, or held by sessions that were opened and have not begun.",
        "The operator adds credits with: eye credits grant.",
        "The dashboard shows credits left.",
    ),
    "session_ended": ErrorPage(
        "The session is over; the field endReason says why where it helps.",
        "The exam was handed in, its time was up, or it was silent for too long.",
        "Call init without sessionToken for the next attempt.",
        "GET /v1/sessions/{id} shows status ended.",
    ),
    "session_not_active": ErrorPage(
        "A session was to be paused in which monitoring has not begun.",
        "The candidate still reads the first questions of the widget, or checks the devices.",
        "Wait until the session is active. It can be ended at any time.",
        "GET /v1/sessions/{id} shows status active.",
    ),
    "command_limit_reached": ErrorPage(
        "Twenty messages wait for the candidate's page, which has shown none of them.",
        "The page is closed, asleep or offline.",
        "Wait until it is back; what waits is shown then.",
        "GET /v1/sessions/{id} shows connectivity live.",
    ),
    "session_active_elsewhere": ErrorPage(
        "The candidate's session is running in another page.",
        "A second window or device. The field retryAfter says when it could be taken over.",
        "Close the other page, or wait: after 60 seconds of silence this page may go on. The widget tries by itself.",
        "GET /v1/sessions/{id} shows when the session was seen last.",
    ),
    "session_superseded": ErrorPage(
        "Another page of the same candidate went on with the session, so this one stopped.",
        "The page was loaded again, or the exam was opened in a second window.",
        "Go on in the newer page.",
        "The session's gen counts its pages.",
    ),
    "candidate_duplicate": ErrorPage(
        "The organisation has a candidate with this id already. Nothing was changed.",
        "The candidate was added before, or has started an exam.",
        "Correct them by PATCH /v1/candidates/{id}.",
        "GET /v1/candidates/{id} shows the candidate.",
    ),
    "media_limit_reached": ErrorPage(
        "The session has sent as many files as one session may; the field limit says how many. This one is not kept.",
        "Snapshots are taken far more often than every 20 seconds, or a program sends files in a loop.",
        "Raise snapshotSeconds in the policy of the assessment. The exam itself goes on, and events are still taken.",
        "GET /v1/sessions/{id}/media lists what the session has.",
    ),
    "candidate_in_session": ErrorPage(
        "An exam of this candidate is running, so they cannot be erased now. Nothing was changed.",
        "The field sessionIds names the sessions that have not ended.",
        "Wait until the exam is over, or end it: POST /v1/sessions/{id}/end. Then erase the candidate.",
        "GET /v1/sessions?candidateId=… shows only sessions with status ended.",
    ),
    "media_conflict": ErrorPage(
        "Another file was stored under this mediaId in the same session.",
        "Two files were given one id.",
        "Give every file an id of its own; the same file may be sent again.",
        "The upload answers 201.",
    ),
    "media_type_not_allowed": ErrorPage(
        "The file is neither an image nor audio, judged by its content and not by its name.",
        "A video, a vector image or a page was sent.",
        "Send JPEG, PNG or WebP, or WebM, Ogg, WAV, MP3 or M4A audio.",
        "The upload answers 201.",
    ),
    "event_type_unknown": ErrorPage(
        "One event of a batch has a type that this Eye does not know; the others were kept.",
        "The page runs a newer widget than the server, or made the event by hand.",
        "Upgrade the server.",
        "The answer's list rejected is empty.",
    ),
    "event_data_invalid": ErrorPage(
        "The data of one event does not fit its type; the other events were kept.",
        "The event was made by hand.",
        "Send the data that the event's type asks for.",
        "The answer's list rejected is empty.",
    ),
    "event_media_id_invalid": ErrorPage(
        "The mediaId of one event is not 1 to 64 characters of A-Z, a-z, 0-9, _ and -.",
        "The event was made by hand.",
        "Name the media as it is sent to /v1/media.",
        "The answer's list rejected is empty.",
    ),
    "event_malformed": ErrorPage(
        "One event of a batch lacks a field or has one of the wrong type; the other events were kept.",
        "The event was made by hand.",
        "An event has seq, type and at, and may have data and mediaId.",
        "The answer's list rejected is empty.",
    ),
}
