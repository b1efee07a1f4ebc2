"""Makes the names young people are known by in a session, such as "Amber Otter": friendly, and nobody's real name."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Final

from chaperone.policy.clauses import carries_out

# Chosen by hand: easy to read and say for an eleven-year-old, no first names beyond the policy's own "Amber", no nationalities,
# no words for the colour of a person's skin or hair, nothing that turns rude or unkind beside any of the animals below.
COLOURS: Final = (
    "Amber", "Apricot", "Aqua", "Azure", "Blue", "Bright", "Bronze", "Cobalt", "Copper", "Crimson", "Cyan",
    "Denim", "Emerald", "Frosty", "Glowing", "Golden", "Green", "Indigo", "Lavender", "Lemon", "Lilac", "Lime",
    "Magenta", "Maroon", "Mauve", "Mint", "Mossy", "Mustard", "Navy", "Ochre", "Orchid", "Papaya",
    "Plum", "Purple", "Quartz", "Rainbow", "Russet", "Sapphire", "Shimmering", "Silver", "Sparkling",
    "Speckled", "Spotted", "Starry", "Striped", "Sunlit", "Tangerine", "Teal", "Topaz", "Turquoise", "Velvet",
)  # fmt: skip
ANIMALS: Final = (
    "Albatross", "Antelope", "Armadillo", "Badger", "Beetle", "Bison", "Bumblebee", "Butterfly", "Caribou", "Cheetah",
    "Chipmunk", "Cricket", "Curlew", "Deer", "Dolphin", "Dormouse", "Dragonfly", "Eagle", "Egret", "Falcon", "Firefly",
    "Flamingo", "Gazelle", "Gecko", "Giraffe", "Goldfinch", "Hamster", "Hare", "Hedgehog", "Heron", "Ibex", "Jaguar",
    "Kestrel", "Kingfisher", "Kittiwake", "Koala", "Ladybird", "Lapwing", "Lemur", "Leopard", "Lion", "Llama", "Lobster",
    "Lynx", "Meerkat", "Mongoose", "Moorhen", "Narwhal", "Newt", "Nightingale", "Octopus", "Okapi", "Osprey", "Otter",
    "Panda", "Pangolin", "Panther", "Pelican", "Penguin", "Plover", "Porpoise", "Puffin", "Puma", "Quokka", "Rabbit",
    "Reindeer", "Sandpiper", "Seahorse", "Skylark", "Sparrow", "Squirrel", "Starfish", "Starling", "Stoat", "Stork", "Swan",
    "Tapir", "Terrapin", "Tiger", "Tortoise", "Toucan", "Turtle", "Wallaby", "Wolf", "Wombat", "Yak", "Zebra",
)  # fmt: skip

JOIN_NAMES_COUNT: Final = len(COLOURS) * len(ANIMALS)
_CHANCE = random.SystemRandom()


@carries_out("Y7")
def draw_join_names(count: int, taken: Collection[str]) -> tuple[str, ...]:
    """Draw ``count`` different join names that nobody in the session has had.

    Args:
        count: how many; at least 0.
        taken: every name given in this session so far, those of withdrawn seats too: a name means one seat for ever.

    Raises:
        ValueError: fewer names are left than asked for (there are ``JOIN_NAMES_COUNT``, far above a session's limit of seats).
    """
    gone = frozenset(taken)
    free = [name for colour in COLOURS for animal in ANIMALS if (name := f"{colour} {animal}") not in gone]
    if count > len(free):
        raise ValueError(f"only {len(free)} join names are left in this session")
    return tuple(_CHANCE.sample(free, count))
