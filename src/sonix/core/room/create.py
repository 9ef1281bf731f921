"""How a room begins."""

from __future__ import annotations

from sonix.core.room.state import Member, Room


def new_room(room_id: str, code: str, name: str, host_id: str, host_name: str, now_us: int) -> Room:
    """An empty room whose first member is its host; nobody listens yet."""
    host = Member(member_id=host_id, name=host_name, joined_at_us=now_us)
    return Room(
        room_id=room_id,
        code=code,
        name=name,
        host_id=host_id,
        created_at_us=now_us,
        members={host_id: host},
        silent_since_us=now_us,
    )
