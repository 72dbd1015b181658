"""A certificate of our own for a local network, because cameras work over https only.

A small certificate authority is made on the first start and kept for two years: people install its
certificate on their phones once. It can vouch only for this machine's names and addresses and for
private addresses, so that its key, if stolen, is of no use against the rest of the world. It signs a leaf
of 398 days, renewed 30 days before its end and whenever the machine's addresses change.
"""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from setup_steps.report import say

_CA_DAYS: Final = 730
_LEAF_DAYS: Final = 397  # and an hour before now: 398 in all is what browsers accept
_RENEW: Final = timedelta(days=30)
_NETWORKS: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)


@dataclass(frozen=True)
class Certificates:
    """Where the files lie, and the authority's SHA-256 fingerprint as people compare it."""

    authority: Path
    certificate: Path
    key: Path
    fingerprint: str


@dataclass(frozen=True)
class _Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def ensure(folder: Path, *, names: Sequence[str], addresses: Sequence[str]) -> Certificates:
    """Make or renew what is missing, old or no longer fits this machine.

    names: DNS names of this machine; addresses: its IP addresses.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ca_file, ca_key = folder / "ca.crt", folder / "ca.key"
    leaf_file, leaf_key = folder / "server.crt", folder / "server.key"
    authority = _load_authority(ca_file, ca_key)
    if authority is None or _is_old(authority.certificate):
        if authority is not None:
            say("the certificate authority is about to end: a new one is made, install it again")
        authority = _make_authority(names, addresses)
        _write(ca_key, _key_bytes(authority.key))
        _write(ca_file, authority.certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
        leaf_file.unlink(missing_ok=True)
    wanted = _subjects(authority, names=names, addresses=addresses)
    if not _fits(leaf_file, leaf_key, wanted=wanted, authority=authority):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _make_leaf(authority, key=key, wanted=wanted)
        _write(leaf_key, _key_bytes(key))
        _write(leaf_file, leaf.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return Certificates(
        authority=ca_file,
        certificate=leaf_file,
        key=leaf_key,
        fingerprint=authority.certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def _write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file whole or not at all, never readable by others while it is written."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
    half.replace(path)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _is_old(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc - datetime.now(UTC) < _RENEW


def _load_authority(certificate: Path, key: Path) -> _Authority | None:
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
        public = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        return None
    return _Authority(private, public) if private.public_key() == public.public_key() else None


def _started(subject: x509.Name, *, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # phones whose clock is slow
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _make_authority(names: Sequence[str], addresses: Sequence[str]) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    own = NameOID.COMMON_NAME
    made = f"{datetime.now(UTC):%Y-%m-%d}"
    subject = x509.Name([x509.NameAttribute(own, f"Scanner on {names[0]}, made {made}"[:64])])
    allowed: list[x509.GeneralName] = [x509.DNSName(name) for name in {*names, "local"}]
    own_networks = (ipaddress.ip_network(one) for one in addresses if not _is_private(one))
    allowed += [x509.IPAddress(network) for network in (*_NETWORKS, *own_networks)]
    builder = (
        _started(subject, days=_CA_DAYS)
        .issuer_name(subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(allowed, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _Authority(key, builder.sign(key, hashes.SHA256()))


def _subjects(
    authority: _Authority, *, names: Sequence[str], addresses: Sequence[str]
) -> list[x509.GeneralName]:
    """Return what the leaf shall name, leaving out with a word what the authority may not name."""
    limits = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = limits.permitted_subtrees or []
    domains = [one.value for one in permitted if isinstance(one, x509.DNSName)]
    networks = [
        ipaddress.ip_network(str(one.value)) for one in permitted if isinstance(one, x509.IPAddress)
    ]
    wanted: list[x509.GeneralName] = []
    for name in dict.fromkeys(names):
        if any(name == domain or name.endswith("." + domain) for domain in domains):
            wanted.append(x509.DNSName(name))
        else:
            say(f"the certificate cannot name {name}: this machine was renamed since it was made")
    for text in dict.fromkeys(addresses):
        address = ipaddress.ip_address(text)
        if any(address in network for network in networks):
            wanted.append(x509.IPAddress(address))
        else:
            say(f"the certificate does not name {text}: it is not a private address and new")
    return wanted


def _fits(
    certificate: Path, key: Path, *, wanted: list[x509.GeneralName], authority: _Authority
) -> bool:
    try:
        leaf = x509.load_pem_x509_certificate(certificate.read_bytes())
        leaf.verify_directly_issued_by(authority.certificate)
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except Exception:  # noqa: BLE001 - whatever is wrong with the files, new ones are made
        return False
    named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        set(named) == set(wanted)
        and not _is_old(leaf)
        and private.public_key() == leaf.public_key()
    )


def _is_private(address: str) -> bool:
    return any(ipaddress.ip_address(address) in network for network in _NETWORKS)


def _make_leaf(
    authority: _Authority, *, key: ec.EllipticCurvePrivateKey, wanted: list[x509.GeneralName]
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Scanner")])
    issuer = authority.certificate
    left = (issuer.not_valid_after_utc - datetime.now(UTC)).days
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _started(name, days=min(_LEAF_DAYS, left))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issuer_key, critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256())
