"""Certificates for the sites that speak TLS badly, made anew at every start: no key lies in the repository.

`cryptography` comes with Scrapy. Each kind is what crawling.md 7 (20) names: out of date, of another
name, or right in itself but spoken in a version of TLS that is long withdrawn.
"""

from __future__ import annotations

import ssl
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(address: str, expired: bool = False, other_name: bool = False) -> bytes:
    """A self-signed certificate for an address, and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "practice")])
    now = datetime.now(UTC)
    begin, end = (
        (now - timedelta(days=800), now - timedelta(days=70)) if expired else (now, now + timedelta(days=30))
    )
    subject: x509.GeneralName = x509.DNSName("www.example.com")
    if not other_name:
        subject = x509.IPAddress(IPv4Address(address))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


def context(kind: str, address: str) -> ssl.SSLContext:
    """The server side of a kind: `expired`, `other_name`, `old` (nothing above TLS 1.1), `self_signed`."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if kind == "old":
        with warnings.catch_warnings():
            # That these versions are withdrawn is the point.
            warnings.simplefilter("ignore", DeprecationWarning)
            made.minimum_version = ssl.TLSVersion.TLSv1
            made.maximum_version = ssl.TLSVersion.TLSv1_1
        made.set_ciphers("ALL:@SECLEVEL=0")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "certificate.pem")
        file.write_bytes(certificate(address, kind == "expired", kind == "other_name"))
        made.load_cert_chain(file)
    return made
