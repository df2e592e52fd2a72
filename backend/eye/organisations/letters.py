"""The mails that Eye writes about signing in and about credits: each a subject and a text."""

from dataclasses import dataclass

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def forgotten_password(link: str) -> Letter:
    return Letter(
        "Choose a new password for Eye",
        f"""Hello,

somebody, probably you, said on the sign-in page of Eye that the password of this address is forgotten.
With this link you choose a new one. It works once, within the next hour:

{link}

If it was not you, do nothing: your password stays as it is.
""",
    )


def invitation(link: str, organisation: str, invited_by: str) -> Letter:
    """`link` is one to choose a password with, which works for a week."""
    name = _one_line(organisation)
    return Letter(
        f"Your access to Eye for {name}",
        f"""Hello,

{_one_line(invited_by)} invites you to {name} on Eye, where online exams are watched over and reviewed.
With this link you choose a password and are signed in. It works once, within the next 7 days:

{link}

If you did not expect this, do nothing.
""",
    )


def registration(link: str) -> Letter:
    """`link` is one to choose a password with, which works for a day."""
    # The organisation's name stays out: whoever types it may send any text to any stranger with it.
    return Letter(
        "Your registration for Eye",
        f"""Hello,

somebody, probably you, wants to register an organisation on Eye, where online exams are watched over and reviewed.
With this link you choose a password, and the organisation is created. It works once, within the next 24 hours:

{link}

If it was not you, do nothing: without the link nothing is created.
""",
    )


def registered_already(public_url: str) -> Letter:
    """For somebody who wants to register with the address of a member."""
    return Letter(
        "You sign in to Eye already",
        f"""Hello,

somebody, probably you, wants to register an organisation on Eye with this address. It signs in to one already,
and a person belongs to one organisation. Sign in here:

{public_url}/dashboard/sign-in

If the password is forgotten, that page leads to a new one. To register another organisation, use another address.
If it was not you, do nothing: nothing was created.
""",
    )


def password_changed(public_url: str) -> Letter:
    return _warning("Your password for Eye was changed", "the password of this address was just changed", public_url)


def passkey_added(public_url: str) -> Letter:
    return _warning("A passkey for Eye was added", "a passkey that signs in as this address was just added", public_url)


def _warning(subject: str, fact: str, public_url: str) -> Letter:
    return Letter(
        subject,
        f"""Hello,

{fact} on Eye at {public_url}

If it was you, all is well. If not, choose a new password at once, sign out everywhere and remove the passkeys
you do not know under Settings, Profile:

{public_url}/dashboard/settings/profile
""",
    )


def credits_low(public_url: str, organisation: str, left: int, line: int) -> Letter:
    """`line` is at how many credits the organisation wants to hear of it."""
    name = _one_line(organisation)
    return Letter(
        f"Credits of {name} run low",
        f"""Hello,

{name} has {left:,} credits left on Eye and wants to know at {line:,}. When they are gone, new exams do not start;
those that run go on.

What they were used for, and how long they last at this pace:

{public_url}/dashboard/billing
""",
    )


def credits_gone(public_url: str, organisation: str, left: int) -> Letter:
    """With credits `left`, all of those are kept for exams that have begun."""
    name = _one_line(organisation)
    fact = "are used up" if left <= 0 else f"are kept for exams that have begun: of the {left:,} left none is free"
    return Letter(
        f"No credits of {name} are left",
        f"""Hello,

the credits of {name} on Eye {fact}. New exams do not start; those that run go on.

What they were used for:

{public_url}/dashboard/billing
""",
    )


def _one_line(text: str) -> str:
    # What people call themselves must not write lines of its own into our mail.
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_NAME]
