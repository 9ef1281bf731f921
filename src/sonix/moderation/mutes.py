"""What the chat asks of mutes: they stand in the room itself."""

from __future__ import annotations

from sonix.rooms.service import RoomService


class RoomMutes:
    """`sonix.chat.ports.Mutes`."""

    def __init__(self, rooms: RoomService) -> None:
        self._rooms = rooms

    async def muted_until_us(self, room_id: str, member_id: str) -> int | None:
        """Until when a member may not speak; None when they may."""
        room = await self._rooms.committed(room_id)
        member = None if room is None else room.members.get(member_id)
        return None if member is None or member.muted_until_us == 0 else member.muted_until_us
