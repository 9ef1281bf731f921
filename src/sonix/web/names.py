"""Names to start with: pleasant, short, and in nobody's way."""

from __future__ import annotations

import secrets

_MOODS = """
Amber Azure Bold Brave Breezy Bright Calm Cheerful Clear Coral Cosy Crimson Curious Daring Dreamy Easy Fair
Fleet Gentle Gilded Glad Golden Happy Hazel Honest Indigo Ivory Jolly Keen Kind Lively Lucky Lunar Mellow
Merry Mild Misty Noble Olive Opal Patient Plucky Polar Proud Quick Quiet Rosy Ruby Silver Smooth Snowy Solar
Steady Sunny Swift Tidy Velvet Violet Warm Wild Witty
"""
_ANIMALS = """
Badger Beaver Bison Crane Curlew Deer Dolphin Dormouse Eider Falcon Ferret Finch Fox Gecko Goldfinch Hare
Hedgehog Heron Ibex Jackdaw Kestrel Kingfisher Koala Lark Lemur Linnet Lynx Magpie Marten Merlin Mole Newt
Nightingale Orca Osprey Otter Owl Panda Penguin Petrel Plover Puffin Quail Raven Robin Salmon Seal Skylark
Sparrow Starling Stoat Swallow Swan Swift Tern Thrush Turtle Vole Walrus Whale Wren
"""
_PLACES = """
Attic Balcony Ballroom Bandstand Beach Boathouse Cabin Campfire Canteen Cellar Corner Courtyard Deck Den Diner
Garage Garden Greenhouse Grove Hall Harbour Hideout Hut Island Jukebox Kitchen Lagoon Lantern Lighthouse
Living-Room Lobby Loft Lounge Meadow Nook Observatory Orchard Parlour Patio Pavilion Pier Porch Rooftop Salon
Session Shelter Sofa Stage Studio Terrace Treehouse Veranda Workshop
"""


def guest_name() -> str:
    """A name for a person, such as "Mellow Otter"."""
    return f"{_one_of(_MOODS)} {_one_of(_ANIMALS)}"


def room_name() -> str:
    """A name for a room, such as "Golden Rooftop"."""
    return f"{_one_of(_MOODS)} {_one_of(_PLACES).replace('-', ' ')}"


def _one_of(words: str) -> str:
    return secrets.choice(words.split())
