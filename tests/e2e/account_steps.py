"""What people do on the pages of accounts and of administration, one step a function."""

from __future__ import annotations

from itertools import count

from playwright.sync_api import expect

from tests.e2e.person import Person

PASSWORD = "four quiet herons"
_numbers = count(1)


class SecurityKey:
    """Chromium's own stand-in for a device with passkeys. It is touched only when a test says so."""

    def __init__(self, one: Person) -> None:
        self._devtools = one.context.new_cdp_session(one.page)
        self._devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        self._id = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        self.touch(False)

    def touch(self, enabled: bool = True) -> None:
        """Say yes to whatever asks from now on, until told otherwise."""
        self._devtools.send(
            "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self._id, "enabled": enabled}
        )


def invitation(admin: Person, note: str) -> str:
    """A link with which one account can be made."""
    admin.page.goto(f"{admin.url}/admin/invitations")
    admin.see("new-invitation").click()
    admin.see("invitation-note").fill(note)
    admin.press("make-invitation")
    return admin.see("invitation-link").input_value()


def make_account(one: Person, link: str) -> str:
    """Follow an invitation, and make an account; gives its address."""
    email = f"{one.name.lower()}.{next(_numbers)}@example.org"
    one.page.goto(link)
    one.see("account-name").fill(one.name)
    one.see("email").fill(email)
    one.see("password").fill(PASSWORD)
    one.press("create")
    expect(one.page.get_by_role("link", name="Account", exact=True)).to_be_visible()
    return email


def sign_in(one: Person, email: str, password: str = PASSWORD) -> None:
    """Through the front door."""
    one.page.goto(f"{one.url}/sign-in")
    one.see("email").fill(email)
    one.see("password").fill(password)
    one.press("sign-in")


def expect_account(one: Person) -> None:
    """Wait until this browser is signed in."""
    expect(one.page.get_by_role("link", name="Account", exact=True)).to_be_visible()


def sign_out(one: Person) -> None:
    """By the button on one's account."""
    one.page.goto(f"{one.url}/account")
    one.press("sign-out")
    one.page.wait_for_url(f"{one.url}/")  # the page begins anew
    expect(one.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def find(admin: Person, text: str) -> None:
    """Open somebody's sheet in the administration."""
    admin.page.goto(f"{admin.url}/admin/users")
    admin.see("search").fill(text)
    expect(admin.see("row")).to_have_count(1)
    admin.see("open-user").click()
    expect(admin.see("user-facts")).to_contain_text(text)
