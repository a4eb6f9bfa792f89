"""Sealing: only the right key, for the right case, unchanged."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tocsin.errors import Halt, Reject
from tocsin.sealed import (
    Sealed,
    key_id,
    load_private_key,
    load_public_key,
    make_key_files,
    open_sealed,
    seal,
)

IDENTITY = b'{"name":"Amina Invented","email":"amina@example.org"}'
CASE = "a" * 20


@pytest.fixture
def key() -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_what_was_sealed_is_opened_by_the_private_key(key: X25519PrivateKey) -> None:
    sealed = seal(IDENTITY, case=CASE, public_key=key.public_key())
    assert open_sealed(sealed, case=CASE, private_key=key) == IDENTITY
    assert b"Amina" not in base64.b64decode(sealed.ciphertext)


def test_the_key_id_is_the_start_of_the_fingerprint(key: X25519PrivateKey) -> None:
    # printf 8f40c5adb68f2562...2138285f | xxd -r -p | sha256sum: the public key of the
    # private bytes 00..1f.
    assert key_id(key.public_key()) == "eedd883da0a94515"


def test_the_length_tells_little(key: X25519PrivateKey) -> None:
    public = key.public_key()
    lengths = {
        len(base64.b64decode(seal(b"x" * n, case=CASE, public_key=public).ciphertext))
        for n in (0, 1, 300, 2044)
    }
    assert lengths == {32 + 2048 + 16}


def test_an_identity_longer_than_a_block_comes_back_whole(
    key: X25519PrivateKey,
) -> None:
    long = b"y" * 5000
    sealed = seal(long, case=CASE, public_key=key.public_key())
    assert open_sealed(sealed, case=CASE, private_key=key) == long


def test_sealing_twice_gives_two_ciphertexts(key: X25519PrivateKey) -> None:
    first = seal(IDENTITY, case=CASE, public_key=key.public_key())
    assert seal(IDENTITY, case=CASE, public_key=key.public_key()) != first


def test_a_ciphertext_of_another_case_does_not_open(key: X25519PrivateKey) -> None:
    sealed = seal(IDENTITY, case=CASE, public_key=key.public_key())
    with pytest.raises(Reject, match="not_authentic"):
        open_sealed(sealed, case="b" * 20, private_key=key)


def test_a_changed_ciphertext_does_not_open(key: X25519PrivateKey) -> None:
    sealed = seal(IDENTITY, case=CASE, public_key=key.public_key())
    raw = bytearray(base64.b64decode(sealed.ciphertext))
    raw[100] ^= 1
    changed = replace(sealed, ciphertext=base64.b64encode(raw).decode())
    with pytest.raises(Reject, match="not_authentic"):
        open_sealed(changed, case=CASE, private_key=key)


@pytest.mark.parametrize("ciphertext", ["", "AAAA", "no base64!"])
def test_what_is_no_ciphertext_is_refused(
    key: X25519PrivateKey, ciphertext: str
) -> None:
    sealed = Sealed(key_id(key.public_key()), ciphertext)
    with pytest.raises(Reject, match=r"not_authentic|not_sealed"):
        open_sealed(sealed, case=CASE, private_key=key)


def test_another_key_is_told_apart_before_trying(key: X25519PrivateKey) -> None:
    sealed = seal(IDENTITY, case=CASE, public_key=key.public_key())
    with pytest.raises(Reject, match="wrong_key: sealed to key eedd883da0a94515"):
        open_sealed(sealed, case=CASE, private_key=X25519PrivateKey.generate())


def test_key_files_work_together_and_only_the_owner_reads_the_private_one(
    tmp_path: Path,
) -> None:
    private, public = tmp_path / "officers.key", tmp_path / "officers.pub"
    made = make_key_files(private_file=private, public_file=public)
    assert private.stat().st_mode & 0o777 == 0o600
    assert key_id(load_public_key(public)) == made
    sealed = seal(IDENTITY, case=CASE, public_key=load_public_key(public))
    opened = open_sealed(sealed, case=CASE, private_key=load_private_key(private))
    assert opened == IDENTITY


@pytest.mark.parametrize("there", ["officers.key", "officers.pub"])
def test_a_key_is_never_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("precious")
    with pytest.raises(FileExistsError):
        make_key_files(
            private_file=tmp_path / "officers.key",
            public_file=tmp_path / "officers.pub",
        )
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [
        (there, "precious")
    ]


def test_a_private_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    private, public = tmp_path / "officers.key", tmp_path / "officers.pub"
    make_key_files(private_file=private, public_file=public)
    private.chmod(0o640)
    with pytest.raises(Halt, match="chmod 600"):
        load_private_key(private)


def test_a_missing_or_broken_key_stops_the_start(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("-----BEGIN NOTHING-----")
    broken.chmod(0o600)
    for load in (load_public_key, load_private_key):
        for file in (broken, tmp_path / "missing"):
            with pytest.raises(Halt, match=r"no (public|private) key can be read"):
                load(file)
