"""The frames that the pictures of the gallery are made of: a class, its adults and what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

Frame = dict[str, Any]
NOW = datetime.now(UTC)
MEADOW, HARBOUR = "school:1", "school:2"
NAMES = (
    "Amber Otter", "Blue Heron", "Copper Fox", "Dusky Wren", "Early Swift", "Fern Badger", "Golden Plover", "Hazel Dormouse",
    "Indigo Moth", "Jade Newt", "Kind Robin", "Lively Hare", "Mossy Toad", "Noble Stag", "Olive Finch", "Pebble Seal",
    "Quiet Owl", "Rosy Starling", "Silver Trout", "Tawny Mole", "Umber Vole", "Velvet Bee", "Willow Tit", "Yellow Wagtail",
)  # fmt: skip
FACILITATOR = {"ref": "person:1", "name": "Facilitator A", "role": "facilitator", "school": ""}
SPEAKER = {"ref": "person:2", "name": "Speaker C", "role": "speaker", "school": ""}
TEACHER = {"ref": "person:3", "name": "Teacher B", "role": "teacher", "school": MEADOW}
OTHER_TEACHER = {"ref": "person:4", "name": "Teacher D", "role": "teacher", "school": HARBOUR}
PUPIL = {"ref": "seat:0", "name": NAMES[0], "role": "pupil", "school": MEADOW}

# The teacher's own laptop on the projector: teacher and class at once.
SCREEN = {
    **TEACHER, "role": "teacher_screen", "seat": "seat:0", "place": "inside", "agreed": True, "hand": False, "muted": False,
}  # fmt: skip


def at(seconds: float) -> str:
    """A moment so many seconds from now, as the protocol writes it."""
    return (NOW + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def adult(who: Frame, here: bool = True, showing: bool = False) -> Frame:
    """An adult of the room's picture."""
    return {**who, "here": here, "showing_class": showing}


def door(
    school: str, name: str, is_open: bool = True, opens_in: float | None = None, sentence: str = ""
) -> Frame:
    """A door of the room's picture."""
    opens_at = None if opens_in is None else at(opens_in)
    return {"school": school, "name": name, "open": is_open, "opens_at": opens_at, "sentence": sentence}


def state(**changes: Any) -> Frame:
    """The room's picture: open, everybody here, unless changed."""
    return {
        "phase": "open", "paused": None, "doors": [door(MEADOW, "Meadow Lane School")],
        "adults": [adult(FACILITATOR), adult(SPEAKER), adult(TEACHER)], "pupils_here": 24, "starts_at": at(600),
        "now": at(0), "unready": [], "rehearsal": False, "waiver": None, **changes,
    }  # fmt: skip


def welcome(you: Frame, seats: list[Frame] | None = None, **changes: Any) -> Frame:
    """The first frame."""
    first: Frame = {"is": "welcome", "seq": 1, "you": you, "state": state(**changes)}
    return first if seats is None else {**first, "adults_only": {"seats": seats}}


def pupil(place: str = "inside", agreed: bool = True, **more: Any) -> Frame:
    """The pupil whose page it is."""
    return {**PUPIL, "place": place, "agreed": agreed, "hand": False, "muted": False, **more}


def seat(number: int, school: str = MEADOW, **changes: Any) -> Frame:
    """A row of the adults' list."""
    return {
        "ref": f"seat:{number}", "name": NAMES[number % len(NAMES)], "school": school, "kind": "individual", "pupils": 1,
        "place": "inside", "hand": False, "muted": False, "agreed": True, "connected": True, **changes,
    }  # fmt: skip


def by(number: int) -> Frame:
    """A pupil as the sender of words."""
    return {"ref": f"seat:{number}", "name": NAMES[number % len(NAMES)], "role": "pupil", "school": ""}


def said(seq: int, who: Frame, text: str, ago: float = 0, kind: str = "said", **more: Any) -> Frame:
    """Words in the room."""
    sender = {key: who[key] for key in ("ref", "name", "role", "school")}
    return {"is": kind, "seq": seq, "at": at(-ago), "from": sender, "text": text, **more}


TALK: tuple[Frame, ...] = (
    said(10, FACILITATOR, "Welcome, everybody. Speaker C has spent the last month counting seals.", 900),
    said(11, SPEAKER, "Hello! I am on the boat, so if I vanish for a second it is the weather.", 880),
    said(12, by(1), "hi", 860),
    said(13, by(2), "hello from the back row", 855),
    said(14, by(2), "is it cold", 850),
    said(15, SPEAKER, "It is 4 °C in the water today. I wear three pairs of socks.", 820),
    said(16, by(0), "do the seals come close to the boat?", 700),
    said(18, by(5), "How do you count them without counting one twice?", 500, "taken", question=17),
    said(19, SPEAKER, "Good one. We take photographs from above and look at the patterns on their fur. No two are the same, "
         "like your fingerprints. Then two people count each picture without talking to each other, and we compare.", 460),
    said(20, by(9), "that is so clever", 420),
    said(21, by(12), "do they have names", 410),
    said(22, TEACHER, "Remember you can put longer questions in the queue.", 300),
    said(23, by(7), "هل تنام الفقمات في الماء؟", 240),
    said(24, by(0), "my favourite is number 12", 120),
)  # fmt: skip
SEATS = [
    *(seat(n) for n in range(20)),
    seat(20, hand=True), seat(21, muted=True), seat(22, place="returned"), seat(23, connected=False, agreed=False, place="waiting"),
]  # fmt: skip
ADULT_FRAMES: tuple[Frame, ...] = (
    *TALK,
    said(30, by(14), "what is the rarest animal you have ever seen?", 100, "question", question=30),
    said(31, by(3), "can you die from a seal bite", 90, "question", question=31),
    said(32, by(8), "my number is in my bio lol", 60, "held", findings=[
        {"clause": "Y7", "label": "handle", "sentence": "This may lead to an account elsewhere."}]),
    said(35, by(9), "that is sick", 50, "held", findings=[]),
    said(36, by(9), "", 40, "appeal", message=35, clause="", labels=[], may_be_shown=False),
    said(37, by(4), "", 30, "appeal", message=0, clause="Y7", labels=["full_name"], may_be_shown=True),
    {"is": "appeal_words", "appeal": 37, "words": "was it Mary Anning who found it?", "marks": [[7, 18]]},
    said(38, by(6), "", 20, "appeal", message=0, clause="Y7", labels=["phone"], may_be_shown=False),
    {"is": "appeal_words", "appeal": 38, "words": "the score was ••••• ••••••", "marks": [[14, 26]]},
    said(39, FACILITATOR, "Ten minutes left. Shall we take two more?", 200, "adults"),
    said(40, TEACHER, "Yes. Heron has not had a turn yet.", 170, "adults"),
)  # fmt: skip
PAUSE = {"clause": "S7", "sentence": "Waiting for a second adult."}
REFUSAL: Frame = {
    "is": "refused", "clause": "Y7", "sentence": "That looks like a phone number. It was not sent.",
    "next_step": "Take the number out, and it can go.", "may_appeal": True,
}  # fmt: skip
