"""Codes about members and their roles."""

from eye.api.errors.page import ErrorPage

PEOPLE = {
    "role_duplicate": ErrorPage(
        "Another role has this name.",
        "The name of a built-in role, or of one that exists.",
        "Choose another name.",
        "The list of roles shows each name once.",
    ),
    "role_in_use": ErrorPage(
        "The role cannot be deleted while members or keys have it.",
        "Somebody still needs it.",
        "Give them another role first; the answer says who they are.",
        "The role's page shows nobody who has it.",
    ),
    "role_limit_reached": ErrorPage(
        "The organisation has as many roles of its own as it may.",
        "Roles that nobody has any more.",
        "Delete those, or use one role for several people.",
        "The list of roles is shorter than the limit.",
    ),
    "member_duplicate": ErrorPage(
        "Somebody signs in with this address already.",
        "The person is a member already, here or in another organisation.",
        "Change the roles of the member who exists, or use another address.",
        "The list of members shows the address.",
    ),
    "member_active": ErrorPage(
        "The member has signed in already and needs no invitation.",
        "The invitation was sent again by mistake.",
        "A member who forgot the password can ask for a link on the sign-in page.",
        "The member can sign in.",
    ),
    "last_owner": ErrorPage(
        "This would leave the organisation without an owner.",
        "The last member with the role Owner was to be removed or changed.",
        "Make somebody else an owner first.",
        "The list of members shows two owners.",
    ),
    "changed_meanwhile": ErrorPage(
        "Somebody else changed it between your reading and your writing.",
        "Two people had the same form open.",
        "Look at it again and repeat your change.",
        "The change is accepted on the new state.",
    ),
}
