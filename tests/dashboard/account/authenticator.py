"""A security key in Python: what a browser and a device would send for a passkey, right or wrong in chosen ways."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One device with one passkey. `count` is how often it was used; 0 and not rising for those that keep none."""

    origin: str = "http://localhost:8000"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` would give for the server's options."""
        self.user = read(options["user"]["id"]).decode()
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._public_key()
        data = self._data(options["rp"]["id"], self.flags | ATTESTED) + attested
        response = {"attestationObject": written(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._credential("webauthn.create", options["challenge"], response)

    def get(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.get` would give."""
        self.count += self.counts
        data = self._data(options["rpId"], self.flags)
        client = self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "authenticatorData": written(data),
            "signature": written(signature),
            "userHandle": written(self.user.encode()),
        }
        return self._credential("webauthn.get", options["challenge"], response)

    def _data(self, party: str, flags: int) -> bytes:
        return hashlib.sha256(party.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _client_data(self, type: str, challenge: str) -> bytes:
        return json.dumps({"type": type, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _credential(self, type: str, challenge: str, response: dict[str, str]) -> str:
        known = {"clientDataJSON": written(self._client_data(type, challenge)), **response}
        return json.dumps({"id": written(self.id), "rawId": written(self.id), "type": "public-key", "response": known})
