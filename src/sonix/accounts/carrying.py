"""From the plain address to the secure one: the same person, in the same browser, to whom the browser gives no cookie.

To a browser, http and https of one Sonix are two strangers. The plain page gets a code, takes it along in the fragment
of the secure address, and the secure page signs in with it: once, within a minute, while the sign-in it comes from
lasts.
"""

from __future__ import annotations

from sonix.accounts.access import unauthenticated
from sonix.accounts.links import OneTimeLinks, dead_link
from sonix.accounts.sessions import Sessions
from sonix.accounts.users import Users
from sonix.db.engine import Database
from sonix.rooms.ports import Identity


class Carrying:
    """Codes that are good for a session of the person they were made for."""

    def __init__(self, database: Database, links: OneTimeLinks, users: Users, sessions: Sessions) -> None:
        self._database = database
        self._links = links
        self._users = users
        self._sessions = sessions

    async def code_for(self, user: Identity, refresh: str | None) -> str:
        """A new code. It takes the cookie, too: an access token alone, good for minutes, must not become a session.

        Raises:
            SonixError: `unauthenticated`, 401, when the cookie is missing or of another session.
        """
        holder = await self._sessions.holder(refresh) if refresh is not None else None
        if holder is None or holder != (user.user_id, user.session_id):
            raise unauthenticated()
        async with self._database.transaction() as connection:
            return await self._links.make_code(connection, "carry", user.user_id, {"session_id": user.session_id})

    async def read(self, code: str) -> Identity:
        """Whom the code signs in; it stays unused.

        Raises:
            SonixError: `dead_link`, 410, also when they have signed out meanwhile; `banned`, 403.
        """
        async with self._database.read() as connection:
            link = await self._links.read(connection, "carry", code)
        session_id = str(link.payload["session_id"])
        if link.user_id is None or (await self._sessions.ended([session_id])).get(session_id) == "signed_out":
            raise dead_link()
        return await self._users.get(link.user_id)

    async def use(self, code: str) -> None:
        """Use the code up. Raises SonixError `dead_link`, 410, when somebody was faster."""
        async with self._database.transaction() as connection:
            await self._links.use(connection, "carry", code)
