"""The certificate authority of our own and the leaf that it signs."""

import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from setup_steps import certificate

NAMES = ["localhost", "dock7", "dock7.local"]
ADDRESSES = ["127.0.0.1", "::1", "192.168.7.20"]


def _leaf(made):
    return x509.load_pem_x509_certificate(made.certificate.read_bytes())


def _handshake(made, *, host):
    """Serve one TLS connection with the leaf and connect as `host`, trusting the authority only."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(made.certificate, made.key)
    trusting = ssl.create_default_context(cafile=str(made.authority))
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()

    def answer():
        try:
            serving.wrap_socket(ours, server_side=True).close()
        except (ssl.SSLError, OSError):
            ours.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with trusting.wrap_socket(theirs, server_hostname=host) as connection:
            return connection.version()
    finally:
        theirs.close()
        thread.join()


@pytest.mark.parametrize("host", [*NAMES, "127.0.0.1", "192.168.7.20", "::1"])
def test_a_phone_that_trusts_the_authority_trusts_the_leaf(tmp_path, host):
    made = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    assert _handshake(made, host=host) == "TLSv1.3"


def test_another_name_is_not_trusted(tmp_path):
    made = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    with pytest.raises(ssl.SSLCertVerificationError):
        _handshake(made, host="bank.example")


def test_the_authority_cannot_vouch_for_the_rest_of_the_world(tmp_path, monkeypatch):
    certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    everything = [x509.DNSName("bank.example")]
    monkeypatch.setattr(certificate, "_subjects", lambda *_, **__: everything)
    made = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    assert "bank.example" in str(_leaf(made).extensions)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        _handshake(made, host="bank.example")


def test_a_second_start_changes_nothing(tmp_path):
    first = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    before = first.certificate.read_bytes()
    assert certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES) == first
    assert first.certificate.read_bytes() == before


def test_a_new_address_makes_a_new_leaf_under_the_same_authority(tmp_path):
    first = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    second = certificate.ensure(tmp_path, names=NAMES, addresses=[*ADDRESSES, "10.1.2.3"])
    assert second.fingerprint == first.fingerprint
    assert _handshake(second, host="10.1.2.3")


def test_a_public_address_is_named_only_if_it_was_there_when_the_authority_was_made(
    tmp_path, capsys
):
    made = certificate.ensure(tmp_path / "a", names=NAMES, addresses=["192.0.2.2"])
    assert _handshake(made, host="192.0.2.2")
    certificate.ensure(tmp_path / "b", names=NAMES, addresses=ADDRESSES)
    later = certificate.ensure(tmp_path / "b", names=NAMES, addresses=[*ADDRESSES, "192.0.2.2"])
    assert "does not name 192.0.2.2" in capsys.readouterr().out
    assert _handshake(later, host="dock7")


def test_keys_are_readable_by_their_owner_only(tmp_path):
    made = certificate.ensure(tmp_path / "tls", names=NAMES, addresses=ADDRESSES)
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / "tls" / name).stat().st_mode) == 0o600
    assert made.key.name == "server.key"


def test_the_leaf_lasts_398_days_at_most_and_never_longer_than_its_authority(tmp_path):
    made = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    leaf = _leaf(made)
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    lasts = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    assert timedelta(days=365) < lasts <= timedelta(days=398)
    assert leaf.not_valid_after_utc <= authority.not_valid_after_utc


def test_a_leaf_is_renewed_30_days_before_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(certificate, "_LEAF_DAYS", 29)
    old = _leaf(certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES))
    monkeypatch.undo()
    new = _leaf(certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES))
    assert new.serial_number != old.serial_number
    assert new.not_valid_after_utc > datetime.now(UTC) + timedelta(days=300)


def test_an_authority_near_its_end_is_replaced_and_that_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(certificate, "_CA_DAYS", 29)
    old = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    monkeypatch.undo()
    new = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    assert new.fingerprint != old.fingerprint
    assert "install it again" in capsys.readouterr().out
    assert _handshake(new, host="dock7")


@pytest.mark.parametrize("damaged", ["server.crt", "server.key", "ca.crt", "ca.key"])
def test_a_damaged_file_is_made_again(tmp_path, damaged):
    certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    (tmp_path / damaged).write_text("half a fi")
    made = certificate.ensure(tmp_path, names=NAMES, addresses=ADDRESSES)
    assert _handshake(made, host="dock7")
