"""A device with passkeys, in Python: keys, counters, and answers in the bytes that WebAuthn prescribes."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "https://sonix.test"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
P256, ES256 = 1, -7


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


@dataclass
class Key:
    """One passkey on the device."""

    credential_id: bytes
    private: ec.EllipticCurvePrivateKey
    rp_id: str
    user_handle: bytes
    count: int = 0


@dataclass
class Authenticator:
    """The device. `verifies`: whether it checks its owner; `step`: by how much its counters rise with each use."""

    verifies: bool = True
    step: int = 1
    keys: list[Key] = field(default_factory=list)

    def create(self, options: dict[str, Any], origin: str = ORIGIN, **client: Any) -> dict[str, Any]:
        """What `navigator.credentials.create` gives."""
        user, rp_id = data(options["user"]["id"]), options["rp"]["id"]
        key = Key(secrets.token_bytes(16), ec.generate_private_key(ec.SECP256R1()), rp_id, user)
        self.keys.append(key)
        said = self._client_data("webauthn.create", options["challenge"], origin, client)
        attested = b"\0" * 16 + len(key.credential_id).to_bytes(2, "big") + key.credential_id + _cose(key.private)
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._about(key, ATTESTED) + attested}
        response = {"clientDataJSON": text(said), "attestationObject": text(cbor2.dumps(attestation))}
        return self._credential(key, {**response, "transports": ["internal", "hybrid"]})

    def get(self, options: dict[str, Any], origin: str = ORIGIN, **client: Any) -> dict[str, Any]:
        """What `navigator.credentials.get` gives, with the newest key there is for that name."""
        key = next(key for key in reversed(self.keys) if key.rp_id == options["rpId"])
        key.count += self.step
        said = self._client_data("webauthn.get", options["challenge"], origin, client)
        about = self._about(key)
        signature = key.private.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(said),
            "authenticatorData": text(about),
            "signature": text(signature),
            "userHandle": text(key.user_handle),
        }
        return self._credential(key, response)

    def _about(self, key: Key, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(key.rp_id.encode()).digest() + bytes([flags]) + key.count.to_bytes(4, "big")

    @staticmethod
    def _client_data(kind: str, challenge: str, origin: str, more: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, **more}).encode()

    @staticmethod
    def _credential(key: Key, response: dict[str, Any]) -> dict[str, Any]:
        known = text(key.credential_id)
        return {
            "id": known,
            "rawId": known,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
            "authenticatorAttachment": "platform",
        }


def _cose(private: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key as COSE writes it."""
    point = private.public_key().public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
    return cbor2.dumps({1: 2, 3: ES256, -1: P256, -2: x, -3: y})
