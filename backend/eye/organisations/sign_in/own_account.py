"""What members change about themselves: name, password, where they are signed in."""

from eye.db import Row, Tx
from eye.organisations.audit import log as audit
from eye.organisations.sign_in import store as sign_in_store
from eye.organisations.sign_in.store import SignedIn


def rename(tx: Tx, member: SignedIn, name: str, now: int) -> None:
    """Call the member `name` (1 to 80 characters). The audit log names people by id only, so that names can go."""
    sign_in_store.set_name(tx, member.member_id, name)
    _record(tx, member, "member.rename", now)


def change_password(tx: Tx, member: SignedIn, old_hash: str | None, new_hash: str, now: int) -> bool:
    """Store it and sign out every other browser; False if the password was changed since `old_hash` was compared."""
    if not sign_in_store.replace_password(tx, member.member_id, old_hash, new_hash):
        return False
    sign_in_store.delete_other_sign_ins(tx, member.member_id, member.sign_in_id)
    sign_in_store.spend_other_links(tx, member.member_id, now)
    _record(tx, member, "member.password.change", now)
    return True


def list_sign_ins(tx: Tx, member: SignedIn, now: int) -> list[Row]:
    """The browsers that are signed in as this member: this one, then the last used."""
    return sign_in_store.list_sign_ins(tx, member.member_id, member.sign_in_id, now)


def end_sign_in(tx: Tx, member: SignedIn, id: str, now: int) -> bool:
    """Sign out one browser of the member; False if there is no such one."""
    if not sign_in_store.delete_sign_in_of(tx, member.member_id, id):
        return False
    _record(tx, member, "member.sign_out", now)
    return True


def sign_out_everywhere(tx: Tx, member: SignedIn, now: int) -> None:
    """Sign out every browser of the member, this one too, and let no link sign in that was made before."""
    sign_in_store.delete_sign_ins_of(tx, member.member_id)
    sign_in_store.spend_other_links(tx, member.member_id, now)
    _record(tx, member, "member.sign_out_everywhere", now)


def _record(tx: Tx, member: SignedIn, act: str, now: int) -> None:
    audit.record(tx, member.organisation_id, member.member_id, act, member.member_id, {}, now)
