"""Codes that the widget raises by itself, without an answer of the server."""

from eye.api.errors.page import ErrorPage

BROWSER = {
    "already_running": ErrorPage(
        "init was called while monitoring is starting or running.",
        "Two scripts start it, or the no-code tag and a call of init stand on one page.",
        "Start it once; LoadEyeWidget() always gives the same widget.",
        "The console shows no second start.",
    ),
    "start_called_off": ErrorPage(
        "endProctoring was called before the start had finished.",
        "The candidate left, or the page ended the exam at once.",
        "Nothing needs mending; call init again for another start.",
        "A new init starts.",
    ),
    "declined": ErrorPage(
        "The candidate did not agree to being watched.",
        "They chose to decline on the screen that Eye shows before it uses a camera or a microphone.",
        "Show what your institution offers instead; calling init again asks once more, in a new session.",
        "The session ended with the reason candidate, and nothing was charged.",
    ),
    "csp_blocked": ErrorPage(
        "The page's Content-Security-Policy does not let the widget load or reach Eye.",
        "script-src or connect-src does not name Eye's address.",
        "Add the lines that Settings → API & Integrations shows.",
        "The browser's console shows no message about the policy.",
    ),
    "core_not_loaded": ErrorPage(
        "The widget's main file could not be loaded.",
        "The connection broke, or an extension blocks it.",
        "Load the page again; see whether the browser can open the address that the console names.",
        "The network panel shows core.js with status 200.",
    ),
    "unreachable": ErrorPage(
        "Eye could not be reached, though the widget tried several times.",
        "No internet connection, or a filter between the candidate and Eye.",
        "Check the connection and load the page again.",
        "The browser opens Eye's address.",
    ),
    "unexpected_answer": ErrorPage(
        "Something answered in Eye's place.",
        "A proxy, a sign-in page of a network, or a server of another version.",
        "Open Eye's address in the browser and see who answers.",
        "The network panel shows JSON as the answer of /v1/init.",
    ),
    "unexpected": ErrorPage(
        "The widget itself failed.",
        "A defect, or a page that changed the browser's own functions.",
        "Report what the console shows to the operator of Eye.",
        "A start on an empty page works.",
    ),
    "not_a_browser": ErrorPage(
        "load() of the npm package was called where there is no page, as on a server that renders one.",
        "The call stands at the top of a module, or in code that runs on the server too.",
        "Call it where the page runs: in an effect or an event handler. Importing the package is fine everywhere.",
        "The call resolves in the browser, and the server renders without it.",
    ),
    "detector_unavailable": ErrorPage(
        "A detector does not run in this page; the exam goes on without it, and the coverage shows that.",
        "The page's policy forbids workers or WebAssembly, a file did not load, or the browser lacks something.",
        "Do what the message says; mostly a line is missing in the Content-Security-Policy.",
        "With debug: true the console says that the detector runs.",
    ),
    "media_dropped": ErrorPage(
        "Snapshots were given up, since the browser had no room to keep them until the server could take them.",
        "A long time offline, or a browser that gives the page little storage. Evidence of flags is kept longest.",
        "Nothing needs mending during the exam. Afterwards look at how long the candidate was offline.",
        "The session's page in the dashboard shows the snapshots that arrived.",
    ),
}
