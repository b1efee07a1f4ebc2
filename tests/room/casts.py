"""The casts of the exhaustive walk, and why these: each pair of things that can meet in a room is walked whole in one of them."""

from __future__ import annotations

from msgspec.structs import replace

from chaperone.sessions.plan import Plan
from tests.room import rooms as r
from tests.room.walking import Cast, small_plan

STAFF, SEATS = (r.FACILITATOR, r.SECOND), (r.SEAT_A1, r.SEAT_A2)
BOTH = ("left", "vanished")


def doing(*acts: str) -> frozenset[str]:
    """What a cast may do beside coming, going and waiting."""
    return frozenset(acts)


def with_appeals(plan: Plan) -> Plan:
    """The plan with words that are kept for one step of time, one appeal turned down at most, and no limit on flooding."""
    rules = replace(
        plan.rules, appeal_limit_seconds=1, appeals_turned_down_limit=1, messages_per_10_seconds=10**6
    )
    return replace(plan, rules=rules)


def with_answers(plan: Plan, **rules: bool) -> Plan:
    """The plan with answers aloud of one step of time, and these rules of the pack."""
    return replace(plan, rules=replace(plan.rules, answer_limit_seconds=1, **rules))


# Joins, drops, rejoins, time, presence and restarts are in every cast. Three staff, two teachers of two schools, three seats and a
# class screen doing everything at once have more states than a night could visit; but every rule looks at one school's door, one
# seat and the count of adults, so what matters is which things meet:
#   who counts          second tabs x agreeing x falling silent x the end
#   opening early       waivers x a speaker (who may not) x three staff
#   two schools         one school's loss x the other's seats x leaving of one's own accord
#   waivers, two doors  waivers x two schools
#   sent out            removal (of adults too) x sending back x calling in x two pupils of one school
#   out and early       removal x waivers
#   three staff         the third adult x two schools
#   sent out, schools   removal and sending back x a teacher of another school
#   screens             a class screen x the teacher's own screen x second tabs x sending back
#   screen, all         the teacher's own screen x removal x waivers x falling silent
#   answers aloud       feeds x answers of two pupils x the recording x sending back x what carries them coming and going
#   second tabs, heard  feeds x second tabs x a pupil's picture x leaving of one's own accord x the end
#   screens, heard      feeds x the teacher's own screen x a pupil's picture x answers x removal
#   asking an adult     a refused name and what is told in confidence x appeals and answers x sending back x restarts x the end
#   asking in vain      a refused number and what is held x appeals and answers x restarts x the end
QUICK = (
    Cast(
        "who counts",
        small_plan(2, 1, SEATS[:1]),
        tabs=2,
        leaves=BOTH,
        agree_apart=True,
        acts=doing("end", "silence"),
        alike=(STAFF,),
    ),
    Cast("opening early", small_plan(3, 1, SEATS[:1]), acts=doing("waive"), alike=(STAFF,)),
    Cast("two schools", small_plan(1, 2, (r.SEAT_A1, r.SEAT_B1)), leaves=BOTH),
    Cast("waivers, two doors", small_plan(1, 2, SEATS[:1], 1, 0), acts=doing("waive")),
    Cast(
        "sent out",
        small_plan(2, 1, SEATS, 1, 0),
        leaves=("left",),
        acts=doing("return", "remove"),
        alike=(STAFF, SEATS),
    ),
    Cast("out and early", small_plan(2, 1, SEATS[:1]), acts=doing("remove", "waive"), alike=(STAFF,)),
    Cast("three staff", small_plan(3, 2, (r.SEAT_A1, r.SEAT_B1), 1, 0), alike=(STAFF,)),
    Cast("sent out, schools", small_plan(1, 2, SEATS[:1], 1, 0), acts=doing("return", "remove")),
    Cast(
        "screens",
        small_plan(1, 1, (r.CLASS_A, r.SCREEN_A), 1, 0),
        tabs=2,
        leaves=BOTH,
        screen_by=r.TEACHER_A,
        acts=doing("return"),
    ),
    Cast(
        "screen, all",
        small_plan(1, 1, (r.SCREEN_A,)),
        tabs=2,
        screen_by=r.TEACHER_A,
        acts=doing("remove", "waive", "silence"),
    ),
    Cast(
        "answers aloud",
        with_answers(small_plan(1, 1, SEATS, 1, 0)),
        acts=doing("media", "answers", "return"),
        alike=(SEATS,),
    ),
    Cast(
        "second tabs, heard",
        with_answers(small_plan(1, 1, SEATS[:1], 1, 0), pupil_cameras=True),
        tabs=2,
        leaves=BOTH,
        acts=doing("media", "answers", "end"),
    ),
    Cast(
        "screens, heard",
        with_answers(small_plan(1, 1, (r.SEAT_A1, r.SCREEN_A), 1, 0), pupil_cameras=True),
        screen_by=r.TEACHER_A,
        acts=doing("media", "answers", "remove"),
    ),
    Cast(
        "asking an adult",
        with_appeals(small_plan(1, 1, SEATS[:1], 1, 0)),
        acts=doing("appeals", "name", "told", "return", "end"),
    ),
    Cast(
        "asking in vain",
        with_appeals(small_plan(1, 1, SEATS[:1], 1, 0)),
        acts=doing("appeals", "number", "held", "end"),
    ),
)

# What would take too long for every run: the same things with more people, seats and time.
LARGE = (
    Cast("large: waivers, two doors", small_plan(1, 2, (r.SEAT_A1, r.SEAT_B1)), acts=doing("waive")),
    Cast(
        "large: sent out",
        small_plan(2, 1, SEATS),
        leaves=("left",),
        acts=doing("return", "remove"),
        alike=(STAFF, SEATS),
    ),
    Cast(
        "large: out and early",
        small_plan(2, 1, SEATS[:1]),
        leaves=BOTH,
        acts=doing("remove", "return", "waive", "end"),
        alike=(STAFF,),
    ),
    Cast("large: three staff", small_plan(3, 2, (*SEATS, r.SEAT_B1)), leaves=BOTH, alike=(STAFF, SEATS)),
    Cast(
        "large: sent out, schools", small_plan(1, 2, (r.SEAT_A1, r.SEAT_B1)), acts=doing("return", "remove")
    ),
    Cast(
        "large: screens",
        small_plan(2, 1, (r.SEAT_A1, r.CLASS_A, r.SCREEN_A), 1, 0),
        tabs=2,
        leaves=BOTH,
        screen_by=r.TEACHER_A,
        acts=doing("return"),
        alike=(STAFF,),
    ),
    Cast(
        "large: asking an adult",
        with_appeals(small_plan(1, 1, SEATS[:1], 1, 0)),
        acts=doing("appeals", "name", "number", "held", "told", "return", "end"),
    ),
    Cast(
        "large: heard",
        with_answers(small_plan(1, 1, (r.SEAT_A1, r.CLASS_A, r.SCREEN_A), 1, 0), pupil_cameras=True),
        leaves=BOTH,
        screen_by=r.TEACHER_A,
        acts=doing("media", "answers", "return", "end"),
    ),
)

# States and moves that each walk had when it was last looked at; it may grow, but not shrink unseen.
FLOORS = {
    "who counts": (1_300, 22_000),
    "opening early": (2_400, 30_000),
    "two schools": (5_100, 45_000),
    "waivers, two doors": (8_600, 114_000),
    "sent out": (5_700, 117_000),
    "out and early": (6_500, 90_000),
    "three staff": (4_400, 44_000),
    "sent out, schools": (4_300, 57_000),
    "screens": (1_450, 22_000),
    "screen, all": (2_050, 27_000),
    "answers aloud": (2_000, 47_000),
    "second tabs, heard": (1_090, 21_600),
    "screens, heard": (3_150, 59_500),
    "asking an adult": (1_990, 25_900),
    "asking in vain": (1_240, 13_300),
    "large: asking an adult": (10_000, 150_000),
    "large: waivers, two doors": (70_000, 700_000),
    "large: sent out": (10_300, 209_000),
    "large: out and early": (12_000, 196_000),
    "large: three staff": (32_000, 395_000),
    "large: sent out, schools": (57_000, 700_000),
    "large: screens": (9_900, 150_000),
    "large: heard": (35_000, 1_100_000),
}
