"""Every page's address and name. Who may ask for it is in ``access.py``; a name missing there shuts the page."""

from __future__ import annotations

from django.urls import path, register_converter

from chaperone.pages import recording
from chaperone.pages.for_pupils import views as pupils
from chaperone.pages.for_staff import (
    changes,
    checks,
    concerns,
    drills,
    home,
    leaving,
    lists,
    own_rules,
    people,
    planning,
    records,
    report_concern,
    school_domain,
    schools,
    screening,
    sessions,
    training,
)
from chaperone.pages.for_teachers import afterwards, rooms
from chaperone.pages.for_teachers import seats as teachers_seats
from chaperone.pages.for_teachers import views as teachers
from chaperone.pages.public import (
    assurance,
    check,
    first_run,
    own_sign_in,
    second_step,
    second_step_set_up,
    short_code,
    sign_in,
    with_account,
)
from chaperone.pages.public import views as public
from chaperone.pages.urls_agreements import AGREEMENTS
from chaperone.pages.urls_policy import POLICY
from chaperone.pages.urls_reports import REPORTS


class SeatRef:
    """A seat's reference in an address, such as ``seat:k7f2q9``; anything else is no address of ours."""

    regex = "seat:[a-z0-9]{1,15}"

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it stands."""
        return value


class Token(SeatRef):
    """The token of a sign-in link; a longer one, or one of other signs, was never ours."""

    regex = "[A-Za-z0-9_-]{1,100}"


class ClauseId(SeatRef):
    """The id of a clause, such as ``M10``."""

    regex = "[AUPSYMR][0-9]{1,2}"


register_converter(SeatRef, "seat")
register_converter(ClauseId, "clause")
register_converter(Token, "token")

urlpatterns = [
    *AGREEMENTS,
    *POLICY,
    *REPORTS,
    path("", public.front, name="front"),
    path("sign-in", sign_in.ask, name="sign-in"),
    path("sign-in/asked", sign_in.asked, name="sign-in-asked"),
    path("sign-in/with/<slug:provider>", with_account.there, name="account-there"),
    path("sign-in/with/<slug:provider>/back", with_account.back, name="account-back"),
    path("sign-in/code", short_code.page, name="sign-in-code"),
    path("sign-in/<token:token>", sign_in.by_link, name="sign-in-link"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("sign-out/everywhere", sign_in.sign_out_everywhere, name="sign-out-everywhere"),
    path("second-step", second_step.ask, name="second-step"),
    path("second-step/set-up", second_step_set_up.choose, name="second-step-set-up"),
    path("second-step/phone", second_step_set_up.phone, name="second-step-phone"),
    path("second-step/key", second_step_set_up.key, name="second-step-key"),
    path("second-step/recovery-codes", second_step_set_up.codes, name="second-step-codes"),
    path("second-step/<int:step_id>/remove", second_step_set_up.remove, name="second-step-remove"),
    path("your-sign-in", own_sign_in.page, name="own-sign-in"),
    path("your-sign-in/others/end", own_sign_in.end_others, name="own-sign-in-end-others"),
    path("your-sign-in/<slug:mark>/end", own_sign_in.end_one, name="own-sign-in-end"),
    path("clear", public.clear, name="clear"),
    path("healthz", public.health, name="health"),
    path("privacy", public.privacy, name="privacy"),
    path("how-we-keep-our-policy", assurance.for_everybody, name="assurance"),
    path("what-we-cannot-stop", public.phones, name="phones"),
    path("check", check.check, name="check"),
    path("check/bytes", check.some_bytes, name="check-bytes"),
    path("official-channels", public.official_channels, name="official-channels"),
    # The first set-up of an empty installation; afterwards these are not there
    path("set-up", first_run.open_it, name="set-up"),
    path("set-up/<slug:step>", first_run.one_step, name="set-up-step"),
    # Pupils
    path("join", pupils.join, name="join"),
    path("seat", pupils.seat, name="seat"),
    path("seat/leave", pupils.leave, name="seat-leave"),
    path("seat/left", pupils.left, name="seat-left"),
    path("room/<slug:session_ref>/ticket", rooms.ticket, name="room-ticket"),
    path("room/<slug:session_ref>/worry", pupils.worry, name="room-worry"),
    # Adults in the room
    path("room/<slug:session_ref>", rooms.room, name="room"),
    path("room/<slug:session_ref>/screen", rooms.screen, name="room-screen"),
    # Teachers
    path("teaching", teachers.own_sessions, name="teaching"),
    path("teaching/<slug:session_ref>", teachers.session, name="teaching-session"),
    path("teaching/<slug:session_ref>/terms", teachers.terms, name="teaching-terms"),
    path("teaching/<slug:session_ref>/purpose", teachers.purpose, name="teaching-purpose"),
    path("teaching/<slug:session_ref>/contact", teachers.contact, name="teaching-contact"),
    path("teaching/<slug:session_ref>/seats", teachers_seats.seats, name="teaching-seats"),
    path("teaching/<slug:session_ref>/seats/sheet.pdf", teachers_seats.sheet, name="teaching-sheet"),
    path("teaching/<slug:session_ref>/seats/add", teachers_seats.add, name="teaching-add-seats"),
    path(
        "teaching/<slug:session_ref>/seats/<seat:seat_ref>/code",
        teachers_seats.replace_code,
        name="teaching-replace-code",
    ),
    path(
        "teaching/<slug:session_ref>/seats/<seat:seat_ref>/withdraw",
        teachers_seats.withdraw,
        name="teaching-withdraw-seat",
    ),
    path("teaching/<slug:session_ref>/concerns", afterwards.concerns, name="teaching-concerns"),
    path(
        "teaching/<slug:session_ref>/concerns/<slug:concern_ref>", afterwards.concern, name="teaching-concern"
    ),
    path(
        "teaching/<slug:session_ref>/concerns/<slug:concern_ref>/note",
        afterwards.concern_note,
        name="teaching-concern-note",
    ),
    path("teaching/<slug:session_ref>/record", afterwards.dossier, name="teaching-dossier"),
    path("teaching/<slug:session_ref>/record.pdf", afterwards.dossier_pdf, name="teaching-dossier-pdf"),
    path(
        "teaching/<slug:session_ref>/record/recording",
        recording.page,
        {"area": "teaching"},
        name="teaching-dossier-recording",
    ),
    path(
        "teaching/<slug:session_ref>/record/recording.mp4",
        recording.file,
        name="teaching-dossier-recording-file",
    ),
    path(
        "teaching/<slug:session_ref>/record/recording/watched",
        recording.watched,
        name="teaching-dossier-recording-watched",
    ),
    # Staff
    path("home", home.today, name="home"),
    path("staff-policy", home.staff_policy, name="staff-policy"),
    path("sessions", sessions.all_sessions, name="sessions"),
    path("sessions/plan", planning.plan, name="plan-session"),
    path("sessions/plan/staff", planning.staff_for_that_time, name="plan-staff"),
    path("sessions/<slug:session_ref>", sessions.session, name="session"),
    path("sessions/<slug:session_ref>/rearrange", changes.rearrange, name="session-rearrange"),
    path("sessions/<slug:session_ref>/cancel", changes.cancel, name="session-cancel"),
    path("sessions/<slug:session_ref>/seats/add", changes.add_seats, name="session-add-seats"),
    path(
        "sessions/<slug:session_ref>/seats/<seat:seat_ref>/code",
        changes.replace_code,
        name="session-replace-code",
    ),
    path(
        "sessions/<slug:session_ref>/seats/<seat:seat_ref>/withdraw",
        changes.withdraw_seat,
        name="session-withdraw-seat",
    ),
    path("sessions/<slug:session_ref>/schools/add", changes.add_school, name="session-add-school"),
    path(
        "sessions/<slug:session_ref>/teachers/<int:person_id>/replace",
        changes.replace_teacher,
        name="session-replace-teacher",
    ),
    path("sessions/<slug:session_ref>/staff", changes.staff, name="session-staff"),
    path(
        "sessions/<slug:session_ref>/teachers/<int:person_id>/remind",
        changes.remind_teacher,
        name="session-remind-teacher",
    ),
    path("sessions/<slug:session_ref>/notes", records.notes, name="session-notes"),
    path("sessions/<slug:session_ref>/close", records.close, name="session-close"),
    path("sessions/<slug:session_ref>/record", records.dossier, name="session-dossier"),
    path("sessions/<slug:session_ref>/record.pdf", records.dossier_pdf, name="session-dossier-pdf"),
    path(
        "sessions/<slug:session_ref>/record/recording",
        recording.page,
        {"area": "session"},
        name="session-dossier-recording",
    ),
    path(
        "sessions/<slug:session_ref>/record/recording.mp4",
        recording.file,
        name="session-dossier-recording-file",
    ),
    path(
        "sessions/<slug:session_ref>/record/recording/watched",
        recording.watched,
        name="session-dossier-recording-watched",
    ),
    path("training", training.own, name="training"),
    path("training/courses/<slug:course>", training.course, name="training-course"),
    path("training/courses/<slug:course>.pdf", training.certificate, name="training-certificate"),
    path("training/drill", drills.drill, name="training-drill"),
    path("training/everybody", training.everybody, name="training-everybody"),
    path("people", people.everybody, name="people"),
    path("people/add", people.add, name="add-person"),
    path("people/list", lists.take_in, name="people-list"),
    path("people/list/<slug:kind>.csv", lists.example, name="people-list-example"),
    path("people/<int:person_id>", people.one, name="person"),
    path("people/<int:person_id>/give-role", people.give_role, name="person-give-role"),
    path("people/<int:person_id>/end-role", people.end_role, name="person-end-role"),
    path("people/<int:person_id>/leave", leaving.leave, name="person-leave"),
    path("people/<int:person_id>/return", leaving.let_back_in, name="person-let-back-in"),
    path("people/<int:person_id>/checks", checks.checks, name="person-checks"),
    path(
        "people/<int:person_id>/checks/<int:check_id>/withdraw",
        checks.withdraw,
        name="person-check-withdraw",
    ),
    path("people/<int:person_id>/second-step", people.second_step_anew, name="person-second-step"),
    path("people/<int:person_id>/links", people.revoke_links, name="person-revoke-links"),
    path("schools", schools.search, name="schools"),
    path("schools/add", schools.add, name="add-school"),
    path("schools/<int:school_id>", schools.one, name="school"),
    path(
        "schools/<int:school_id>/teachers/<int:person_id>/confirm",
        schools.confirm_teacher,
        name="school-confirm-teacher",
    ),
    path("schools/<int:school_id>/domain", school_domain.confirm, name="school-domain"),
    path("schools/<int:school_id>/teachers/<int:person_id>/address", schools.vouch, name="school-vouch"),
    path(
        "schools/<int:school_id>/teachers/<int:person_id>/end", schools.end_teacher, name="school-end-teacher"
    ),
    path("policy/screening/own", own_rules.everything, name="own-rules"),
    path("policy/screening/own/add", own_rules.add, name="add-own-rule"),
    path("policy/screening/own/<slug:rule_ref>", own_rules.one, name="own-rule"),
    path("policy/screening/own/<slug:rule_ref>/change", own_rules.change, name="change-own-rule"),
    path("policy/screening/own/<slug:rule_ref>/use", own_rules.use, name="use-own-rule"),
    path("policy/screening/own/<slug:rule_ref>/retire", own_rules.retire, name="retire-own-rule"),
    path("policy/screening", screening.figures, name="screening-figures"),
    path("concerns", concerns.queue, name="concerns"),
    path("report-a-concern", report_concern.report, name="report-concern"),
    path("concerns/<slug:concern_ref>", concerns.one, name="concern"),
    path("concerns/<slug:concern_ref>/step/<slug:step>", concerns.step, name="concern-step"),
    path("concerns/<slug:concern_ref>/acknowledge", concerns.acknowledge, name="concern-acknowledge"),
    path("concerns/<slug:concern_ref>/note", concerns.note, name="concern-note"),
]
