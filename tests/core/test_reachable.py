"""Which addresses are on the internet, which in somebody's house, and which are nobody's business."""

from __future__ import annotations

import pytest

from sonix.core.reachable import is_loopback, is_private, is_public

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
PRIVATE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "::1", "fd12::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1",
]  # fmt: skip
NEITHER = [
    "169.254.169.254", "169.254.1.1", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "240.0.0.1", "ff02::1", "ff0e::1", "192.0.2.1", "198.18.0.1",
    "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "2001:0:808:808::1", "::ffff:169.254.169.254",
    "fec0::1", "64:ff9b::169.254.169.254", "example.org", "", "1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_machines_on_the_internet_are_public(address: str) -> None:
    assert (is_public(address), is_private(address)) == (True, False)


@pytest.mark.parametrize("address", PRIVATE)
def test_machines_in_the_house_are_private_in_every_notation(address: str) -> None:
    assert (is_public(address), is_private(address)) == (False, True)


@pytest.mark.parametrize("address", NEITHER)
def test_what_only_machines_talk_to_is_neither(address: str) -> None:
    assert (is_public(address), is_private(address)) == (False, False)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("[::1]", True), ("0.0.0.0", False), ("music.example.org", False)],
)
def test_loopback_is_this_machine_only(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
