from __future__ import annotations

import base64
import hashlib
import os
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from quickexit.errors import QuickExitError
from quickexit.releases.ledger import FileEntry, SignatureEntry
from quickexit.releases.signing import (
    SigningKey,
    is_signed,
    key_integrity,
    new_key,
    read_key,
    signature_base,
    signature_headers,
)

KEY = SigningKey(new_key(), Path("key.pem"))
DATA = b"console.log('leave')"
SIGNED = KEY.sign(DATA)


def entry(signed: SignatureEntry | None) -> FileEntry:
    about: FileEntry = {"integrity": "", "bytes": 0, "gzip": 0, "brotli": 0}
    if signed is not None:
        about["signature"] = signed
    return about


def test_the_signature_base_is_that_of_rfc_9421() -> None:
    assert signature_base("ZGlnZXN0", "a2V5").decode() == (
        '"unencoded-digest";sf: sha-256=:ZGlnZXN0:\n'
        '"@signature-params": ("unencoded-digest";sf);keyid="a2V5";tag="sri"'
    )


def test_a_script_has_the_three_headers_and_the_signature_covers_them() -> None:
    headers = dict(signature_headers(entry(SIGNED)))
    digest = base64.b64encode(hashlib.sha256(DATA).digest()).decode()
    assert headers["Unencoded-Digest"] == f"sha-256=:{digest}:"
    parameters = f'("unencoded-digest";sf);keyid="{KEY.public_key}";tag="sri"'
    assert headers["Signature-Input"] == f"sig1={parameters}"
    signature = base64.b64decode(headers["Signature"].removeprefix("sig1=:").removesuffix(":"))
    base = f'"unencoded-digest";sf: sha-256=:{digest}:\n"@signature-params": {parameters}'
    raw = base64.b64decode(KEY.public_key)
    Ed25519PublicKey.from_public_bytes(raw).verify(signature, base.encode())


def test_a_file_without_signature_has_no_such_header() -> None:
    assert signature_headers(entry(None)) == []


def test_the_integrity_names_32_bytes() -> None:
    kind, _, public = key_integrity(KEY.public_key).partition("-")
    assert (kind, len(base64.b64decode(public))) == ("ed25519", 32)


@settings(deadline=None)
@given(position=st.integers(0, len(DATA) * 8 - 1))
def test_one_flipped_bit_of_the_script_is_not_signed(position: int) -> None:
    flipped = bytearray(DATA)
    flipped[position // 8] ^= 1 << position % 8
    assert is_signed(DATA, SIGNED)
    assert not is_signed(bytes(flipped), SIGNED)


def test_what_another_key_signed_does_not_pass_for_this_one() -> None:
    other = SigningKey(new_key(), Path("other.pem")).sign(DATA)
    assert not is_signed(DATA, {**SIGNED, "key": other["key"]})
    assert not is_signed(DATA, {**SIGNED, "signature": other["signature"]})
    assert not is_signed(DATA, {**SIGNED, "signature": "no base64"})


def test_a_key_file_read_again_signs_the_same() -> None:
    pem = new_key()
    assert SigningKey(pem, Path("a")).sign(DATA) == SigningKey(pem, Path("a")).sign(DATA)


def foreign_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("pem", [b"", b"no key", foreign_key()])
def test_a_file_that_holds_no_such_key_is_named(pem: bytes) -> None:
    with pytest.raises(QuickExitError, match=r"^key\.pem: this is not an Ed25519 key.*keygen"):
        SigningKey(pem, Path("key.pem"))


def test_a_key_is_read_from_a_pipe_and_never_without_end(tmp_path: Path) -> None:
    with pytest.raises(QuickExitError, match=r"/dev/zero: this is not an Ed25519 key"):
        read_key(Path("/dev/zero"))
    # `--sign-key <(pass show key)`
    pipe, pem = tmp_path / "pipe", new_key()
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(pem,), daemon=True)
    writer.start()
    assert read_key(pipe).public_key == SigningKey(pem, pipe).public_key
    writer.join()
