"""An authority of our own, and a certificate of it for 127.0.0.1."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509 import (
    AuthorityKeyIdentifier,
    BasicConstraints,
    Certificate,
    CertificateBuilder,
    DNSName,
    IPAddress,
    KeyUsage,
    Name,
    NameAttribute,
    SubjectAlternativeName,
    SubjectKeyIdentifier,
    random_serial_number,
)
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class OwnCa:
    """Files in PEM.

    Attributes:
        ca: the certificate of the authority.
        server: private key and certificate of a server on 127.0.0.1.
        elsewhere: the same of a server that has another name.
    """

    ca: Path
    server: Path
    elsewhere: Path


def own_ca(folder: Path) -> OwnCa:
    """Make one in a folder."""
    key = generate_private_key(SECP256R1())
    signs = KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    authority = (
        _builder("Authority of a test", key)
        .issuer_name(_name("Authority of a test"))
        .add_extension(BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(signs, critical=True)
        .sign(key, SHA256())
    )
    made = OwnCa(*(folder / name for name in ("ca.pem", "here.pem", "elsewhere.pem")))
    made.ca.write_bytes(authority.public_bytes(Encoding.PEM))
    here = SubjectAlternativeName([IPAddress(ip_address("127.0.0.1"))])
    other = SubjectAlternativeName([DNSName("elsewhere.example")])
    made.server.write_bytes(_server(authority, key, here))
    made.elsewhere.write_bytes(_server(authority, key, other))
    return made


def _server(
    authority: Certificate, key: EllipticCurvePrivateKey, names: SubjectAlternativeName
) -> bytes:
    own = generate_private_key(SECP256R1())
    issued = (
        _builder("Server of a test", own)
        .issuer_name(authority.subject)
        .add_extension(names, critical=False)
        .add_extension(BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()),
            critical=False,
        )
        .sign(key, SHA256())
    )
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + issued.public_bytes(Encoding.PEM)


def _builder(name: str, key: EllipticCurvePrivateKey) -> CertificateBuilder:
    now = datetime.now(UTC)
    return (
        CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )


def _name(text: str) -> Name:
    return Name([NameAttribute(NameOID.COMMON_NAME, text)])
