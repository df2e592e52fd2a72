"""Codes about API keys."""

from eye.api.errors.page import ErrorPage

KEYS = {
    "key_missing": ErrorPage(
        "The request named no API key.",
        "The page's configuration has no apiKey, or a server sent no Authorization header.",
        "In a page set apiKey to a publishable key. On a server send Authorization: Bearer with a secret key.",
        "Call GET /v1/organisation with the key: it answers 200.",
    ),
    "key_malformed": ErrorPage(
        "The text that was sent as a key is not one: its form or its checksum is wrong.",
        "A character was lost or changed in copying, or there are spaces or quotes around the key.",
        "Copy the whole key again from Settings → API & Integrations, and send it without quotes and spaces.",
        "A key has 42 characters when it is publishable and 50 when it is secret.",
    ),
    "key_unknown": ErrorPage(
        "The key has the right form, but no such key exists in this Eye.",
        "The key belongs to another installation, for instance to the test server, or its organisation was removed.",
        "Compare the beginning and the end of the key with the list in Settings → API & Integrations.",
        "The key id (key_…) of the list and the one in your configuration's comment are the same.",
    ),
    "key_expired": ErrorPage(
        "The key's expiry has passed, or the overlap after its rotation is over.",
        "The key was made with an expiry, or it was rotated and the old text is still in use somewhere.",
        "Use the key that took its place, or create a new one.",
        "The list of keys shows the status Active for the key you use.",
    ),
    "key_revoked": ErrorPage(
        "The key was revoked or deleted, which is for good.",
        "A member revoked it; the audit log says who and when.",
        "Create a new key and put it in the place of the old one.",
        "The next start or server call with the new key is accepted.",
    ),
    "key_inactive": ErrorPage(
        "The key was deactivated, and can be used again once it is reactivated.",
        "A member deactivated it, often to see what still uses it.",
        "Reactivate it on its page, or use another key.",
        "The key's page shows the status Active.",
    ),
    "key_secret_in_browser": ErrorPage(
        "A secret key was sent from a browser. Eye refused it and marked the key as exposed.",
        "The secret key was pasted where the publishable one belongs. Everybody who opened the page could read it.",
        "Put the publishable key (eye_pk_…) into the page, then rotate the secret key.",
        "The page's source has no text that begins with eye_sk_, and the dashboard shows no exposed key.",
    ),
    "key_wrong_kind": ErrorPage(
        "A publishable key was sent where only a secret key or an access token is taken.",
        "The two keys were mixed up in the server's configuration.",
        "Use a secret key (eye_sk_…) on your servers.",
        "Call GET /v1/organisation with it: it answers 200.",
    ),
    "key_limit_reached": ErrorPage(
        "The organisation has as many active keys as its plan allows.",
        "Keys of past tests and former integrations are still active.",
        "Revoke a key that is unused (the list shows when each was used last), or ask the operator to raise the plan.",
        "The list of keys shows fewer active keys than the limit.",
    ),
    "key_not_active": ErrorPage(
        "This can only be done to an active key.",
        "The key was revoked, has expired or is inactive.",
        "Reactivate it first, or choose another key.",
        "The key's page shows the status Active.",
    ),
    "key_rotated": ErrorPage(
        "The key was rotated already, and both keys work until the overlap ends.",
        "Two people rotated it, or a form was sent twice.",
        "Use the new key; to end the overlap at once, revoke the old one.",
        "The key's page names the key that takes its place.",
    ),
    "ip_not_allowed": ErrorPage(
        "The key may only be used from certain addresses, and the request came from another one.",
        "Your servers moved, or a proxy stands before Eye that Eye was not told to trust.",
        "Add the address to the key's list. Behind a proxy the operator sets EYE_TRUSTED_PROXIES.",
        "The key's page shows the address of its last use.",
    ),
    "permission_missing": ErrorPage(
        "The key or member may not do this; the answer's field permission names what is missing.",
        "The key has no role that gives the permission, or you would hand out what you lack yourself.",
        "Give the key or member a role with it. Somebody who has the permission can do that.",
        "The role's page lists the permission.",
    ),
    "organisation_suspended": ErrorPage(
        "The operator of this Eye has suspended the organisation.",
        "Usually an unpaid bill or a report of misuse.",
        "The organisation's owner asks the operator.",
        "Starts and server calls are accepted again.",
    ),
}
