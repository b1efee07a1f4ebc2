"""Everything that happens to the organisation, its people, schools, teachers, links and agreements; the only writers."""

from chaperone.people.actions.accounts import account_stands_for_code, sign_in_by_account
from chaperone.people.actions.agreements import SeenText, agree_to_document
from chaperone.people.actions.domains import (
    ask_for_domain,
    confirm_domain,
    drop_asked_domain,
    set_school_domain,
)
from chaperone.people.actions.links import (
    ask_for_link,
    issue_sign_in_link,
    revoke_links,
    sign_in_by_link,
)
from chaperone.people.actions.listed import Line, look_through, take_in
from chaperone.people.actions.organisation import (
    add_person,
    let_back_in,
    mark_left,
    may_leave,
    set_organisation_timezone,
    set_up_organisation,
)
from chaperone.people.actions.register import RegisterLoaded, load_register
from chaperone.people.actions.roles import end_role, grant_role
from chaperone.people.actions.schools import (
    add_school_by_hand,
    set_school_contact,
    set_school_timezone,
)
from chaperone.people.actions.short_codes import send_code, show_code
from chaperone.people.actions.signed_in import begin_sign_in, end_other_sign_ins, note_seen, sign_out
from chaperone.people.actions.teachers import (
    Named,
    add_teacher,
    add_teacher_to_vouch_for,
    end_teaching,
    verify_teacher,
    vouch_for_address,
)
from chaperone.people.actions.warnings import warn_of_role_ends, warn_once

__all__ = [
    "Line",
    "Named",
    "RegisterLoaded",
    "SeenText",
    "account_stands_for_code",
    "add_person",
    "add_school_by_hand",
    "add_teacher",
    "add_teacher_to_vouch_for",
    "agree_to_document",
    "ask_for_domain",
    "ask_for_link",
    "begin_sign_in",
    "confirm_domain",
    "drop_asked_domain",
    "end_other_sign_ins",
    "end_role",
    "end_teaching",
    "grant_role",
    "issue_sign_in_link",
    "let_back_in",
    "load_register",
    "look_through",
    "mark_left",
    "may_leave",
    "note_seen",
    "revoke_links",
    "send_code",
    "set_organisation_timezone",
    "set_school_contact",
    "set_school_domain",
    "set_school_timezone",
    "set_up_organisation",
    "show_code",
    "sign_in_by_account",
    "sign_in_by_link",
    "sign_out",
    "take_in",
    "verify_teacher",
    "vouch_for_address",
    "warn_of_role_ends",
    "warn_once",
]
