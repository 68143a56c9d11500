"""Signatures of scripts, for integrity on an address whose bytes change with each release.

A page names the public key (`integrity="ed25519-…"`), and the browser takes any script that was
signed with it. The signature covers the script's digest alone, so it is made once, at release, and
the machine that serves holds no key. Sources: RFC 9421 (HTTP Message Signatures), RFC 9530 with its
draft for `Unencoded-Digest`, and the WICG's "Signature-based Integrity"; Chromium 141 and newer.
"""

from __future__ import annotations

import base64
import hashlib
import shlex
from pathlib import Path

from quickexit.errors import QuickExitError, needs_extra
from quickexit.releases.ledger import FileEntry, SignatureEntry

# The one component that is covered: the digest of the bytes before any content encoding. `sf` asks
# for its strict serialisation as a structured field (RFC 9421, section 2.1.1).
_COVERED = '"unencoded-digest";sf'
_LABEL = "sig1"
# In bytes; an Ed25519 key has 119.
_LARGEST_KEY = 10_000

DIGEST = "Unencoded-Digest"
INPUT = "Signature-Input"
SIGNATURE = "Signature"


def new_key() -> bytes:
    """Return a new private key: PKCS #8 in PEM, unencrypted, as it stands in a key file.

    Raises `QuickExitError` where the extra `sign` is not installed.
    """
    with needs_extra("sign", "cryptography"):
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    return Ed25519PrivateKey.generate().private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )


def read_key(file: Path) -> SigningKey:
    """Return the key in a file, or in a pipe; raises `QuickExitError` naming `file` if none is."""
    try:
        # A device may never end.
        with file.open("rb") as stream:
            pem = stream.read(_LARGEST_KEY)
    except OSError as error:
        raise QuickExitError(
            f"cannot be read ({error.strerror})",
            where=str(file),
            hint=f"make a key with: quickexit keygen {shlex.quote(str(file))}",
        ) from error
    return SigningKey(pem, file)


class SigningKey:
    """A private key. `public_key` is its other half: 32 bytes, in base64."""

    def __init__(self, pem: bytes, file: Path) -> None:
        """Read the content of a key file; raises `QuickExitError` naming `file` if it is none.

        It is raised where the extra `sign` is not installed, too.
        """
        with needs_extra("sign", "cryptography"):
            from cryptography.exceptions import UnsupportedAlgorithm
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
            from cryptography.hazmat.primitives.serialization import load_pem_private_key
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _no_key(file) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise _no_key(file)
        self._key = key
        self.public_key = _base64(key.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> SignatureEntry:
        """Return what the ledger holds about the signature of the script `data`."""
        digest = _sha256(data)
        base = signature_base(digest, self.public_key)
        signature = _base64(self._key.sign(base))
        return {"key": self.public_key, "digest": digest, "signature": signature}


def signature_base(digest: str, public_key: str) -> bytes:
    """Return the bytes that are signed (RFC 9421, section 2.5).

    `digest` is the base64 of a SHA-256, `public_key` that of an Ed25519 key.
    """
    parameters = f'"@signature-params": {_parameters(public_key)}'
    return f"{_COVERED}: sha-256=:{digest}:\n{parameters}".encode("ascii")


def signature_headers(file_entry: FileEntry) -> list[tuple[str, str]]:
    """Return the three headers that go with a signed script; none for a file without signature.

    They belong to every answer that stands for the script: any encoding, HEAD, and 304. One that
    lacks them is blocked by newer Chromium where the page names the key.
    """
    signed = file_entry.get("signature")
    if signed is None:
        return []
    return [
        (DIGEST, f"sha-256=:{signed['digest']}:"),
        (INPUT, f"{_LABEL}={_parameters(signed['key'])}"),
        (SIGNATURE, f"{_LABEL}=:{signed['signature']}:"),
    ]


def key_integrity(public_key: str) -> str:
    """Return the value of an `integrity` attribute that asks for a signature by this key."""
    return f"ed25519-{public_key}"


def is_signed(data: bytes, entry: SignatureEntry) -> bool:
    """Tell whether `entry` is a signature of exactly these bytes by the key that it names.

    Raises `QuickExitError` where the extra `sign` is not installed.
    """
    with needs_extra("sign", "cryptography"):
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(entry["key"], validate=True))
        signature = base64.b64decode(entry["signature"], validate=True)
        key.verify(signature, signature_base(entry["digest"], entry["key"]))
    except (InvalidSignature, ValueError):
        return False
    return entry["digest"] == _sha256(data)


def _parameters(public_key: str) -> str:
    return f'({_COVERED});keyid="{public_key}";tag="sri"'


def _sha256(data: bytes) -> str:
    return _base64(hashlib.sha256(data).digest())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _no_key(file: Path) -> QuickExitError:
    return QuickExitError(
        "this is not an Ed25519 key without a password",
        where=str(file),
        hint="make one with: quickexit keygen FILE",
    )
