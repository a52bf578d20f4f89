"""TLS as a crawl needs it: what is wrong with a certificate is told, and let pass only where allowed.

A site whose registry entry says `tls = "any"` is fetched in spite of an expired or foreign certificate
and over withdrawn versions of TLS; what was wrong is kept in `hosts.tls` all the same. Every other site
ends in the outcome `tls`, with the reason.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from OpenSSL import SSL
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler import urls

# What OpenSSL calls by number (x509_vfy.h); others are told as their number.
WRONG = {
    9: "not yet valid",
    10: "expired",
    18: "self-signed",
    19: "issued by an unknown authority",
    20: "issued by an unknown authority",
    21: "issued by an unknown authority",
    62: "for another host",
    66: "with a key that is too short",
    67: "issued with a key that is too short",
    68: "signed with a withdrawn digest",
}
LEGACY_SERVER_CONNECT = 0x4  # renegotiation of before RFC 5746, which old servers still have
OLD = {"SSLv3", "TLSv1", "TLSv1.1"}


@implementer(IPolicyForHTTPS)
class Policy:
    """Makes the client side of TLS connections; `told` says what was wrong with a host, "" if nothing."""

    def __init__(self, lenient: Callable[[str], bool]) -> None:
        """`lenient` tells of a host (with its port, if unusual) whether it may be wrong."""
        self.lenient = lenient
        self.told: dict[str, str] = {}
        self.silent: set[str] = set()  # hosts that showed no certificate when last connected to
        self.contexts = {kind: context(kind) for kind in (False, True)}

    def creatorForNetloc(self, hostname: bytes, port: int) -> Creator:  # noqa: N802 - name of the interface
        name = hostname.decode("ascii")
        shown = f"[{name}]" if ":" in name else name
        return Creator(self, name, urls.host_of(f"https://{shown}:{port}"))


def context(lenient: bool) -> SSL.Context:
    made = SSL.Context(SSL.TLS_METHOD)
    made.set_default_verify_paths()
    if lenient:
        made.set_options(LEGACY_SERVER_CONNECT)
        made.set_cipher_list(b"ALL:@SECLEVEL=0")
        made.set_min_proto_version(SSL.TLS1_VERSION)
    else:
        made.set_min_proto_version(SSL.TLS1_2_VERSION)
    return made


@implementer(IOpenSSLClientConnectionCreator)
class Creator:
    """One connection to one host."""

    def __init__(self, policy: Policy, name: str, host: str) -> None:
        self.policy, self.name, self.host = policy, name, host
        self.lenient = policy.lenient(host)
        self.wrong: list[str] = []
        policy.silent.add(host)

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802 - name of the interface
        made = SSL.Connection(self.policy.contexts[self.lenient], None)
        try:
            ipaddress.ip_address(self.name)
            self.identity: DNS_ID | IPAddress_ID = IPAddress_ID(self.name)
        except ValueError:
            self.identity = DNS_ID(self.name)
            made.set_tlsext_host_name(self.name.encode("ascii"))
        made.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self.judged)
        return made

    def judged(self, connection: SSL.Connection, certificate: Any, error: int, depth: int, ok: int) -> bool:
        """Collect what is wrong with each certificate; the last call, for the server's own, decides."""
        self.policy.silent.discard(self.host)
        if error and not ok:
            self.note(WRONG.get(error, f"error {error} of OpenSSL"))
            return True
        if depth == 0 and ok:
            try:
                verify_service_identity(extract_patterns(certificate), [self.identity], [])
            except (VerificationError, CertificateError, ValueError):
                self.note(WRONG[62])
            version = connection.get_protocol_version_name()
            if version in OLD:
                self.note(f"over {version}")
            self.policy.told[self.host] = ", ".join(self.wrong)
            return self.lenient or not self.wrong
        return True

    def note(self, what: str) -> None:
        if what not in self.wrong:
            self.wrong.append(what)
