"""Tells how the clauses stand that live rooms are about, from what ``judging`` found in their streams (counted beforehand)."""

from __future__ import annotations

from chaperone.policy.evidence import Evidence, Example, both, found
from chaperone.policy.status import Asked, tells_status

ROOMS = "sessions with pupils"


def _rooms(asked: Asked) -> int:
    return len(asked.tally.with_pupils())


@tells_status(
    "M8",
    "Every door of every room: was it opened at least the policy's lead after that school's own teacher signed in, or"
    " else by the names of two adults? Teachers who signed in late are counted.",
)
def leads_kept(asked: Asked) -> Evidence:
    """Find doors that opened early without a waiver; a waiver is shown as one."""
    tally = asked.tally
    early = tally.where("door_early", "The door opened before the lead was over, and nobody had waived it.")
    alone = tally.where("waiver_one_name", "A waiver of the lead has one name where it needs two.")
    return Evidence(
        judged=tally.sum_of("doors"),
        of="doors that opened",
        breaches=both(early, alone),
        waivers=tally.where("door_waived", "Two adults let the door open before the lead was over."),
        numbers=(
            ("Doors opened by a waiver", tally.sum_of("door_waived")),
            ("Sign-ins of teachers", tally.sum_of("sign_ins")),
            ("Teachers who signed in later than the lead before the start", tally.sum_of("teacher_late")),
        ),
    )


@tells_status(
    "M9",
    "Every moment of every room: was a pupil let in, or in the room while it was not paused, without a teacher of their"
    " own school; did a door open without the adults it needs?",
)
def own_teacher_present(asked: Asked) -> Evidence:
    """Find moments in which pupils were there without a teacher of their own school."""
    tally = asked.tally
    without = tally.where(
        "without_their_teacher", "Pupils were in the room without a teacher of their school."
    )
    door = tally.where("door_unguarded", "A door opened without the adults it needs.")
    outside = tally.where("let_in_unready", "A seat was let in that was not there, or had been sent out.")
    return Evidence(
        judged=_rooms(asked),
        of=ROOMS,
        breaches=both(both(without, door), outside),
        numbers=(
            ("Pupils' seats that came", tally.sum_of("seats")),
            ("Times a seat was let in", tally.sum_of("let_in")),
            ("Refusals by this clause", tally.refusals.get("M9", 0)),
        ),
    )


@tells_status(
    "S7",
    "Every moment of every room: were there at least as many different adults as the policy asks wherever a pupil was,"
    " or had the room paused; was anything shown meanwhile?",
)
def never_one_to_one(asked: Asked) -> Evidence:
    """Find moments with a pupil and too few adults that were not paused, and words shown in them."""
    tally = asked.tally
    alone = tally.where("one_adult_alone", "A pupil was in the room with one adult, and it was not paused.")
    words = tally.where("words_unguarded", "Words were shown while the room was not whole.")
    return Evidence(
        judged=_rooms(asked),
        of=ROOMS,
        breaches=both(alone, words),
        numbers=(
            ("Times a room paused itself", tally.sum_of("pauses")),
            ("Refusals by this clause", tally.refusals.get("S7", 0)),
        ),
    )


@tells_status(
    "U2",
    "Every word in every room: did it come from somebody whom our server had let in at that moment? The server"
    " decides alone and is not told what device it is, so there is nothing by which one could be favoured.",
)
def one_door_for_all(asked: Asked) -> Evidence:
    """Find words that came from somebody the server had not let in."""
    outside = asked.tally.where("spoke_from_outside", "Somebody spoke who was not in the room.")
    return Evidence(
        judged=_rooms(asked),
        of=ROOMS,
        breaches=outside,
        numbers=(("Messages shown", asked.tally.sum_of("shown")),),
    )


@tells_status(
    "S6",
    "Every message in every room: each goes to the whole room or to all the adults there. A pupil's word in the adults'"
    " channel would be one in private.",
)
def nothing_private(asked: Asked) -> Evidence:
    """Find words in the adults' channel that are not an adult's."""
    private = asked.tally.where(
        "private_words", "Somebody who is no adult there wrote in the adults' channel."
    )
    return Evidence(
        judged=_rooms(asked),
        of=ROOMS,
        breaches=private,
        numbers=(("Refusals by this clause", asked.tally.refusals.get("S6", 0)),),
    )


@tells_status(
    "Y3",
    "Every seat that was let in: had this seat itself agreed to the rules in force, before that? A class at one screen"
    " goes through them together.",
)
def each_seat_agreed(asked: Asked) -> Evidence:
    """Find seats that were let in without having agreed, or for which somebody else agreed."""
    tally = asked.tally
    unagreed = tally.where("let_in_unagreed", "A seat was let in that had not agreed to the rules.")
    another = tally.where("agreed_for_another", "Somebody else agreed for a seat, or to other rules.")
    return Evidence(
        judged=tally.sum_of("let_in"),
        of="admissions of a seat",
        breaches=both(unagreed, another),
        numbers=(("Agreements of a seat", tally.sum_of("agreed")),),
    )


@tells_status(
    "Y5",
    "Every message of a pupil: no longer than the policy lets it be; and everything a pupil's device sent: no screen,"
    " and sound only when an adult had asked. Held and withheld messages are counted.",
)
def only_what_pupils_may_send(asked: Asked) -> Evidence:
    """Find what a pupil sent that a pupil cannot send."""
    tally = asked.tally
    long = tally.where("too_long", "A pupil's message is longer than the policy lets it be.")
    unasked = tally.where("pupil_unasked", "A pupil was heard whom no adult had asked.")
    return Evidence(
        judged=_rooms(asked),
        of=ROOMS,
        breaches=both(long, unasked),
        numbers=(
            ("Messages shown", tally.sum_of("shown")),
            ("Messages held for an adult", tally.sum_of("held")),
            ("Held messages that were not shown", tally.sum_of("withheld")),
            ("Messages taken off the screens", tally.sum_of("taken_off")),
            ("Refusals by this clause", tally.refusals.get("Y5", 0)),
        ),
    )


def _pictures(asked: Asked) -> Evidence:
    shown = asked.tally.where("pupil_picture", "A pupil's device sent a picture.")
    return Evidence(judged=_rooms(asked), of=ROOMS, breaches=shown)


@tells_status("S14", "Everything that was sent in every room: a picture from a pupil's device breaks it.")
def no_pictures_to_or_from_pupils(asked: Asked) -> Evidence:
    """Find pictures sent by a pupil's device; no way to send one as a message exists."""
    return _pictures(asked)


@tells_status("Y2", "Everything that was sent in every room: a picture from a pupil's device breaks it.")
def pupils_send_no_pictures(asked: Asked) -> Evidence:
    """Find pictures sent by a pupil's device."""
    return _pictures(asked)


@tells_status(
    "Y7",
    "Messages that were refused because they hold something personal are counted by this clause. What is not"
    " recognised cannot be counted: the record of each session shows it.",
)
def personal_details_refused(asked: Asked) -> Evidence:
    """Count what was refused; there is nothing here that could tell of a detail that got through."""
    tally = asked.tally
    return Evidence(
        judged=tally.sum_of("shown") + tally.refusals.get("Y7", 0),
        of="messages screened",
        numbers=(("Refused for something personal", tally.refusals.get("Y7", 0)),),
    )


@tells_status(
    "M1",
    "Messages that were refused because they hold a telephone number are counted, without the number. The tables have no"
    " place for one.",
)
def numbers_refused(asked: Asked) -> Evidence:
    """Count refused numbers."""
    tally = asked.tally
    refused = tally.sum_of("refused_phone")
    return Evidence(
        judged=tally.sum_of("shown") + refused,
        of="messages screened",
        numbers=(("Refused for a telephone number", refused), ("Refusals", tally.refusals.get("M1", 0))),
    )


@tells_status(
    "Y9",
    "Every message that the safeguarding lead must be told of: is there a concern that tells of it, and how soon did it"
    " come?",
)
def alerts_told(asked: Asked) -> Evidence:
    """Find alerts that nobody was told of, and those that took longer than the policy allows."""
    tally = asked.tally
    limit = asked.parameters.worry_alert_seconds
    late = found(
        Example("session", room.session_ref, f"An alert took {seconds} seconds; the policy allows {limit}.")
        for room in tally.rooms
        if (seconds := room.numbers.get("slowest_alert_seconds", 0)) > limit
    )
    return Evidence(
        judged=tally.sum_of("alerts"),
        of="alerts",
        breaches=both(tally.where("alert_untold", "Nobody was told of what the lead must know."), late),
    )


@tells_status(
    "Y10",
    "Every step an adult took about a pupil in a room, and every waiver: did it give its reason? Steps are counted.",
)
def steps_give_a_reason(asked: Asked) -> Evidence:
    """Find steps without a reason."""
    tally = asked.tally
    steps = {
        "Times a seat's chat was switched off": tally.sum_of("muted"),
        "Times a seat was sent back to waiting": tally.sum_of("returned"),
        "Times somebody was put out": tally.sum_of("put_out"),
    }
    return Evidence(
        judged=sum(steps.values()),
        of="steps",
        breaches=tally.where("no_reason_given", "A step was taken without a reason."),
        numbers=tuple(steps.items()),
    )


@tells_status(
    "Y4",
    "Every room with pupils: can its record be read from beginning to end, so that what somebody did there is known?",
)
def rooms_are_on_record(asked: Asked) -> Evidence:
    """Find rooms whose record cannot be read."""
    lost = asked.tally.where("unreadable", "The record of this room has been changed, or cannot be read.")
    return Evidence(
        judged=_rooms(asked),
        of=ROOMS,
        breaches=lost,
        numbers=(("Seats that agreed to the rules", asked.tally.sum_of("agreed")),),
    )


@tells_status(
    "Y12",
    "Sessions in which pupils were shown a screen. The number is in the frame of every page a pupil can see, and the"
    " tests of each release open all of them; nothing in the record could show that it was missing.",
)
def helpline_on_every_screen(asked: Asked) -> Evidence:
    """Count the sessions in which it was shown; there is no event by which its absence could be known."""
    return Evidence(
        judged=_rooms(asked), of=ROOMS, numbers=(("Pupils' seats that came", asked.tally.sum_of("seats")),)
    )


@tells_status(
    "Y6",
    "Every room with pupils: refusals because somebody asked for a private way to be in touch are counted. Speakers"
    " have no profile, so there is none to look up.",
)
def official_channels_only(asked: Asked) -> Evidence:
    """Count refusals; no event could show a contact made elsewhere."""
    return Evidence(
        judged=_rooms(asked),
        of=ROOMS,
        numbers=(("Refusals by this clause", asked.tally.refusals.get("Y6", 0)),),
    )
