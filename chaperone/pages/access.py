"""Says, for every page there is, who may ask for it: one table, kept by the gate and by nothing else.

A page that is not in the table is refused, so that forgetting a row shuts a page and never opens one. ``docs/access.md`` is
written from this file.
"""

from __future__ import annotations

from chaperone.pages.access_agreements import CAMPAIGNS, OF_STAFF, OF_TEACHERS
from chaperone.pages.access_words import FORM, GONE_WITHOUT_A_WORD, READ, WRITE, Row, Who
from chaperone.pages.access_words import FRESH as _FRESH
from chaperone.pages.access_words import WATCHING as _WATCHING
from chaperone.pages.access_words import row as _row

__all__ = ["FORM", "GONE_WITHOUT_A_WORD", "READ", "TABLE", "WRITE", "Row", "Who", "may", "way_in"]


_ANYONE = (Who.ANYONE,)
_DEMO = (Who.ANYONE_IN_THE_DEMO,)
_STAFF = (Who.STAFF,)
_PLANNERS = (Who.FACILITATOR, Who.ADMINISTRATOR, Who.SAFEGUARDING)
_OFFICE = (Who.ADMINISTRATOR, Who.SAFEGUARDING)
_APPOINTERS = (*_OFFICE, Who.TRUSTEE)
_COLLEAGUES = (*_APPOINTERS, Who.FACILITATOR, Who.PRESENCE)
_LEADS = (Who.READS_CONCERNS,)
_KEEPERS = (Who.SAFEGUARDING,)
_SESSION_READERS = (Who.STAFF_OF_SESSION, Who.ADMINISTRATOR, Who.SAFEGUARDING)
_SESSION_CHANGERS = (Who.MAY_CHANGE_SESSION,)
_NOTE_WRITERS = (Who.FACILITATOR_OF_SESSION, Who.SAFEGUARDING)
_RECORD_READERS = (Who.STAFF_OF_SESSION, Who.SAFEGUARDING)
_LEARNERS = (Who.STAFF, Who.TEACHER)
_ROOM_ADULTS = (Who.STAFF_OF_SESSION, Who.TEACHER_OF_SESSION, Who.SAFEGUARDING)
_TEACHER = (Who.TEACHER,)
_TEACHERS_HERE = (Who.TEACHER_OF_SESSION,)

PUBLIC = (
    _row("front", READ, _ANYONE, "", "what this is, and the two ways in"),
    _row("sign-in", FORM, _ANYONE, "", "ask for a sign-in link by e-mail"),
    _row("sign-in-asked", READ, _ANYONE, "", "the same answer whether or not the address is known"),
    _row("sign-in-link", FORM, _ANYONE, "", "use a sign-in link; the link itself is the proof"),
    _row("account-there", READ, _ANYONE, "", "go to Google or Microsoft to sign in, where that is set up"),
    _row("account-back", READ, _ANYONE, "S8", "come back from there; only who is known already is let in"),
    _row("sign-out", WRITE, _ANYONE, "", "sign out on this device"),
    _row("sign-out-everywhere", FORM, (Who.SIGNED_IN,), "", "kill one's own links, after a lost telephone"),
    _row(
        "agreement-certificate", READ, (Who.SIGNED_IN,), "S1", "a certificate of what one agreed to oneself"
    ),
    _row("clear", READ, _ANYONE, "Y10", "a neutral page to hide behind"),
    _row("health", READ, _ANYONE, "", "is the service well? One word for machines"),
    _row("privacy", READ, _ANYONE, "", "what is kept, for how long, and why"),
    _row("assurance", READ, _ANYONE, "R1", "how the policy is kept, if the organisation shows it"),
    _row("phones", READ, _ANYONE, "S13", "what we cannot stop, said honestly"),
    _row("check", READ, _ANYONE, "", "can this computer and network take part? For technicians"),
    _row("check-bytes", FORM, _ANYONE, "", "a few hundred kilobytes to time a line by"),
    _row("report", FORM, _ANYONE, "U4", "tell us what worries you, without an account"),
    _row("report-poster", READ, _ANYONE, "U4", "its address to print, as a picture to scan too"),
    _row("report-answers", FORM, _ANYONE, "U4", "come back with the five words: read the answer, add more"),
    _row("official-channels", READ, _ANYONE, "P10", "who runs our accounts, and whom to tell"),
)

_OWN_STEPS = (Who.OWES_SET_UP, Who.SIGNED_IN)

SIGN_IN = (
    _row("second-step", FORM, (Who.OWES_STEP, Who.OWES_CODE, *_OWN_STEPS), "A3", "show one's second step"),
    _row("sign-in-code", FORM, (Who.OWES_CODE, Who.SIGNED_IN), "S8", "type the code from our letter"),
    _row("second-step-set-up", READ, _OWN_STEPS, "A3", "choose a second step: a key or a phone"),
    _row("second-step-phone", FORM, _OWN_STEPS, "A3", "set up a phone that shows codes", _FRESH),
    _row("second-step-key", FORM, _OWN_STEPS, "A3", "set up a key", _FRESH),
    _row("second-step-codes", FORM, (Who.SIGNED_IN,), "A3", "one's own recovery codes", _FRESH),
    _row("second-step-remove", FORM, (Who.SIGNED_IN,), "A3", "take one of them away", _FRESH),
    _row("own-sign-in", READ, (Who.SIGNED_IN,), "", "one's second steps, and where one is signed in"),
    _row("own-sign-in-end", WRITE, (Who.SIGNED_IN,), "S7", "sign one of one's own browsers out"),
    _row("own-sign-in-end-others", WRITE, (Who.SIGNED_IN,), "S7", "sign out everywhere but here"),
    _row("person-second-step", FORM, _OFFICE, "A3", "somebody lost theirs: they set up anew", _FRESH),
)

PUPILS = (
    _row("join", FORM, _ANYONE, "Y8", "type a code to take a seat"),
    _row("seat", READ, (Who.SEAT,), "M9", "rules, waiting and the room, for one seat"),
    _row("seat-leave", WRITE, (Who.SEAT_ONCE,), "", "give this device back"),
    _row("seat-left", READ, _ANYONE, "", "the seat was given back"),
    _row("room-ticket", WRITE, (Who.SEAT_OF_SESSION, *_ROOM_ADULTS), "M9", "a 60-second word for the socket"),
    _row("room-worry", WRITE, (Who.SEAT_ONCE_OF_SESSION,), "U4", "say “I’m worried”"),
)

ROOM = (
    _row("room", READ, _ROOM_ADULTS, "S7", "the room, for an adult of this session"),
    _row("room-screen", READ, _TEACHERS_HERE, "S7", "the room on the projector: teacher and class at once"),
)

TEACHERS = (
    *OF_TEACHERS,
    _row("teaching", READ, _TEACHER, "", "a teacher's sessions"),
    _row("teaching-session", READ, _TEACHERS_HERE, "", "what is next for this teacher"),
    _row("teaching-terms", FORM, _TEACHERS_HERE, "Y1", "read and agree to the terms"),
    _row("teaching-purpose", FORM, _TEACHERS_HERE, "M3", "agree to the purpose"),
    _row("teaching-contact", FORM, _TEACHERS_HERE, "Y11", "the school's own safeguarding lead"),
    _row("teaching-seats", READ, _TEACHERS_HERE, "Y8", "the seats of the teacher's own school"),
    _row("teaching-sheet", READ, _TEACHERS_HERE, "Y8", "the printable sheet with the codes"),
    _row("teaching-add-seats", FORM, _TEACHERS_HERE, "Y8", "ask for more seats"),
    _row("teaching-replace-code", FORM, _TEACHERS_HERE, "Y8", "replace a lost code"),
    _row("teaching-withdraw-seat", FORM, _TEACHERS_HERE, "Y8", "take a seat away, after a question"),
    _row("teaching-concerns", READ, _TEACHERS_HERE, "Y11", "concerns raised by the teacher's own pupils"),
    _row("teaching-concern", READ, _TEACHERS_HERE, "Y11", "one of them; that they read it is on record"),
    _row("teaching-concern-note", WRITE, _TEACHERS_HERE, "Y11", "write down what was done"),
    _row("teaching-dossier", READ, _TEACHERS_HERE, "M12", "the record, without other schools' parts"),
    _row("teaching-dossier-pdf", READ, _TEACHERS_HERE, "M12", "the same, as a PDF"),
    _row(
        "teaching-dossier-recording",
        READ,
        _TEACHERS_HERE,
        "M13",
        "the recording, if only their school took part",
    ),
    _row(
        "teaching-dossier-recording-file",
        READ,
        _TEACHERS_HERE,
        "M13",
        "its picture and sound, a part at a time",
    ),
    _row("teaching-dossier-recording-watched", WRITE, _TEACHERS_HERE, "S13", "what of it was watched"),
)

STAFF = (
    _row("home", READ, _STAFF, "", "what needs me today"),
    _row("staff-policy", FORM, _STAFF, "S1", "read and agree to the staff policy"),
    _row("sessions", READ, _STAFF, "", "the sessions this person may see"),
    _row("plan-session", FORM, _PLANNERS, "M3", "plan a session"),
    _row("plan-staff", READ, _PLANNERS, "U6", "who can host at that time, and why not"),
    _row("session", READ, _SESSION_READERS, "S7", "one session and its readiness"),
    _row("session-rearrange", FORM, _SESSION_CHANGERS, "M8", "another day or time"),
    _row("session-cancel", FORM, _SESSION_CHANGERS, "", "cancel, after a question"),
    _row("session-add-seats", FORM, _SESSION_CHANGERS, "Y8", "more seats"),
    _row("session-replace-code", FORM, _SESSION_CHANGERS, "Y8", "replace a lost code"),
    _row("session-withdraw-seat", FORM, _SESSION_CHANGERS, "Y8", "take a seat away, after a question"),
    _row("session-add-school", FORM, _SESSION_CHANGERS, "M9", "another school joins"),
    _row("session-replace-teacher", FORM, _SESSION_CHANGERS, "M9", "another teacher of the same school"),
    _row("session-staff", FORM, _SESSION_CHANGERS, "S7", "who hosts"),
    _row("session-remind-teacher", WRITE, _SESSION_CHANGERS, "Y1", "send the teacher's link again"),
    _row("session-notes", FORM, _NOTE_WRITERS, "M10", "the notes every session must have"),
    _row("session-close", WRITE, _NOTE_WRITERS, "M10", "close the session and seal its record"),
    _row(
        "session-dossier",
        READ,
        _RECORD_READERS,
        "M12",
        "the sealed record; each view is itself on record",
        _FRESH,
    ),
    _row("session-dossier-pdf", READ, _RECORD_READERS, "M12", "the same, as a PDF", _FRESH),
    _row(
        "session-dossier-recording",
        READ,
        _RECORD_READERS,
        "M13",
        "the recording; each view on record",
        _FRESH,
    ),
    _row("session-dossier-recording-file", READ, _RECORD_READERS, "M13", "a part of it at a time", _WATCHING),
    _row("session-dossier-recording-watched", WRITE, _RECORD_READERS, "S13", "what was watched", _WATCHING),
    _row("training", READ, _LEARNERS, "U6", "one's own training: what is needed, what is passed"),
    _row("training-course", FORM, _LEARNERS, "U1", "a role's rules and its questions"),
    _row("training-certificate", READ, _LEARNERS, "U6", "a certificate of what one has passed oneself"),
    _row("training-drill", FORM, _LEARNERS, "A2", "take a response drill"),
    _row("training-everybody", READ, _OFFICE, "U6", "whose training is missing or runs out"),
    _row("people", READ, _COLLEAGUES, "U6", "staff and their roles"),
    _row("add-person", FORM, _OFFICE, "U6", "add a member of staff", _FRESH),
    _row("people-list", FORM, _OFFICE, "U6", "add people from a list, after looking it through", _FRESH),
    _row("people-list-example", READ, _OFFICE, "U6", "a list to take as a pattern"),
    _row("person", READ, _COLLEAGUES, "U6", "one person and their roles"),
    _row("person-give-role", WRITE, _APPOINTERS, "R2", "give a role", _FRESH),
    _row("person-end-role", WRITE, _APPOINTERS, "R2", "end a role", _FRESH),
    _row("person-leave", FORM, _OFFICE, "R2", "somebody leaves, after a question", _FRESH),
    _row("person-let-back-in", WRITE, _OFFICE, "R2", "a leaver comes back, without a role", _FRESH),
    _row("person-checks", FORM, _OFFICE, "A3", "what was seen of a colleague before a role", _FRESH),
    _row("person-check-withdraw", WRITE, _OFFICE, "A3", "take back what was written down", _FRESH),
    _row("person-revoke-links", FORM, _OFFICE, "", "kill somebody's links, after a question"),
    _row("schools", READ, _PLANNERS, "", "search for a school"),
    _row("add-school", FORM, _PLANNERS, "", "a school that is not in the register"),
    _row("school", FORM, _PLANNERS, "Y11", "a school, its teachers and its safeguarding contact"),
    _row("school-confirm-teacher", FORM, _PLANNERS, "S8", "the school said that this teacher is theirs"),
    _row("school-domain", FORM, _PLANNERS, "S8", "a second person confirms a school's other domain"),
    _row("school-vouch", FORM, _PLANNERS, "S8", "a second person confirms a teacher's address elsewhere"),
    _row("school-end-teacher", FORM, _PLANNERS, "S8", "a teacher left the school, after a question"),
    _row("concerns", READ, _LEADS, "R2", "the queue of concerns", _FRESH),
    _row("concern", READ, _LEADS, "R2", "one concern", _FRESH),
    _row("concern-acknowledge", WRITE, _LEADS, "R2", "say that somebody has it in hand", _FRESH),
    _row(
        "concern-step",
        WRITE,
        _LEADS,
        "R2",
        "decide, refer, answer, look again, close, say who reads it",
        _FRESH,
    ),
    _row("report-concern", FORM, _STAFF, "U4", "say what worries you: what was seen or said, danger first"),
    _row("concern-note", WRITE, _LEADS, "R2", "write down what was done", _FRESH),
    _row("concern-answer", FORM, _LEADS, "U4", "answer whoever reported it from outside", _FRESH),
    _row("screening-figures", READ, _STAFF, "A1", "how often screening is right, and which rules were wrong"),
    _row("own-rules", READ, _KEEPERS, "Y5", "the organisation's own screening rules"),
    _row("add-own-rule", FORM, _KEEPERS, "Y5", "write one; it is tried before it can be used"),
    _row("own-rule", READ, _KEEPERS, "Y5", "one of them: its versions, and what it would stop"),
    _row("change-own-rule", FORM, _KEEPERS, "Y5", "a new version of it"),
    _row("use-own-rule", FORM, _KEEPERS, "Y5", "put it to use, after a question"),
    _row("retire-own-rule", FORM, _KEEPERS, "Y5", "take it out of use, after a question"),
    _row("versions", READ, _STAFF, "R3", "the versions of the policy, and who approved them"),
    _row("version", READ, _STAFF, "R3", "one of them, and what it changed"),
    _row("version-file", READ, _STAFF, "R3", "the same, as a file"),
    _row("begin-draft", WRITE, _OFFICE, "R3", "begin the next version"),
    _row("draft-from-file", FORM, _OFFICE, "R3", "begin it with what a file changes"),
    _row("draft", READ, _APPOINTERS, "R3", "the next version, while it is being written"),
    _row("draft-file", READ, _APPOINTERS, "R3", "the same, as a file"),
    _row("draft-change", FORM, _OFFICE, "R3", "change one number or noun of it"),
    _row("draft-forward", FORM, _OFFICE, "R3", "put it forward, with why"),
    _row("draft-back", WRITE, _OFFICE, "R3", "take it back"),
    _row("draft-drop", FORM, _OFFICE, "R3", "drop it, after a question"),
    _row("draft-advise", FORM, (Who.SAFEGUARDING,), "R3", "advise on it"),
    _row("draft-approve", FORM, _APPOINTERS, "R3", "approve it, after reading what it changes"),
    _row("draft-publish", FORM, _OFFICE, "R3", "publish it for a day"),
    _row("reviews", READ, _STAFF, "R3", "the yearly reviews"),
    _row(
        "review", READ, _APPOINTERS, "R3", "one of them: the year's evidence, what it waits for, who signed"
    ),
    _row("review-sign", FORM, (Who.SAFEGUARDING, Who.TRUSTEE), "R3", "sign it, as a lead or as a trustee"),
    _row("review-aside", FORM, (Who.TRUSTEE,), "R3", "set an overdue one aside until a day"),
    _row("review-replay", READ, _APPOINTERS, "R3", "last year's rooms held once more with another number"),
    _row("review-statement", READ, _STAFF, "R1", "the yearly statement, as a PDF"),
    _row("linked-policies", READ, _STAFF, "U3", "other policies through which online safety runs"),
    _row("add-linked-policy", FORM, _OFFICE, "U3", "enter one"),
    _row("change-linked-policy", FORM, _OFFICE, "U3", "change its entry, or say when it is looked at next"),
    _row("confirm-linked-policy", FORM, _STAFF, "U3", "confirm it; its owner, or who keeps the register"),
    _row("channels", READ, _STAFF, "A1", "every way by which young people are reached"),
    _row("add-channel", FORM, _OFFICE, "A1", "enter one"),
    _row("change-channel", FORM, _OFFICE, "A1", "change its entry"),
    _row("patterns", READ, _LEADS, "U5", "concerns that point the same way", _FRESH),
    _row("laws", READ, _STAFF, "A3", "the laws that bind us, and when each was checked"),
    _row("check-law", FORM, _OFFICE, "A3", "note that one was checked"),
    _row("data-protection", READ, _STAFF, "A3", "assessment and record of processing, from what runs"),
    _row("clauses", READ, _STAFF, "A1", "how each clause stands, worked out from what happened"),
    _row("clause", READ, _STAFF, "A1", "one clause: numbers, cases to open, history"),
    *OF_STAFF,
    *CAMPAIGNS,
    _row("clauses-publish", WRITE, (Who.ADMINISTRATOR,), "R1", "show everybody how it is kept, or stop it"),
)

FIRST_RUN = (
    _row("set-up", FORM, (Who.ANYONE_BEFORE_SET_UP,), "", "open the first set-up with the console's secret"),
    _row("set-up-step", FORM, (Who.SETS_UP,), "R2", "one step of the first set-up"),
)

DEMO = (
    _row("demo-outbox", READ, _DEMO, "", "letters the demo would have sent"),
    _row("demo-letter", READ, _DEMO, "", "one of them"),
    _row("demo-attachment", READ, _DEMO, "", "a file that came with one"),
)

TABLE: dict[str, Row] = {
    row.route: row for row in (*PUBLIC, *SIGN_IN, *PUPILS, *ROOM, *TEACHERS, *STAFF, *FIRST_RUN, *DEMO)
}


def may(route: str | None, standing: frozenset[Who]) -> bool:
    """Return whether a visitor who stands like this towards the page's subject may ask for the page.

    Args:
        route: the page's name; a page without a name, or not in the table, is refused.
        standing: everything the visitor is towards the subject, from ``standing.standing_of``.
    """
    row = TABLE.get(route or "")
    return row is not None and bool(row.who & standing)


def way_in(route: str | None) -> str:
    """Return the page on which a stranger could prove who they are: ``sign-in``, ``join``, or ``""`` when nothing would help.

    It depends on the page alone, never on whether its subject exists: a stranger learns nothing from it.
    """
    row = TABLE.get(route or "")
    if row is None or row.methods == WRITE or not row.who.isdisjoint(GONE_WITHOUT_A_WORD):
        return ""
    return "join" if Who.SEAT in row.who else "sign-in"
