"""A certificate authority of our own on loopback: root, list of revoked certificates, timestamps, keys of an office."""

import datetime
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

PASSPHRASE = "rahasia-contoh"
DAY = datetime.timedelta(days=1)


class Authority:
    """`folder` gets the root certificate and the configuration of one office (`signing.toml`)."""

    def __init__(self, folder: Path, *, name: str = "CA Contoh", province: str = "kaltim") -> None:
        self.folder, self.name = folder, name
        self.now = datetime.datetime.now(datetime.UTC)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self.certificate("Akar", self.key, ca=True)
        self.server = self._serve()
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self._write(province)

    def certificate(self, subject, key, *, ca=False, usage=None):
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.address}/crl")], None, None, None) if (
            not ca
        ) else None  # fmt: skip
        made = (
            x509.CertificateBuilder()
            .subject_name(self._named(subject))
            .issuer_name(self._named("Akar"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - DAY)
            .not_valid_after(self.now + 30 * DAY)
            .add_extension(x509.BasicConstraints(ca, None), True)
            .add_extension(_usage(ca), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
        )
        if usage:
            made = made.add_extension(x509.ExtendedKeyUsage([usage]), True)
        if point:
            made = made.add_extension(x509.CRLDistributionPoints([point]), False)
        return made.sign(self.key, hashes.SHA256())

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _named(self, common: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.name),
                x509.NameAttribute(NameOID.COMMON_NAME, common if common != "Akar" else self.name),
            ]
        )

    def _write(self, province: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        own = self.certificate("Sekretariat Daerah (contoh)", key)
        sealed = BestAvailableEncryption(PASSPHRASE.encode())
        packed = pkcs12.serialize_key_and_certificates(b"kantor", key, own, [self.root], sealed)
        (self.folder / "kantor.p12").write_bytes(packed)
        (self.folder / "kantor.pass").write_text(PASSPHRASE)
        (self.folder / "akar.pem").write_bytes(self.root.public_bytes(Encoding.PEM))
        (self.folder / "signing.toml").write_text(
            'trust = ["akar.pem"]\n'
            f'[offices.{province}]\npkcs12 = "kantor.p12"\npassphrase_file = "kantor.pass"\n'
            f'timestamp = "{self.address}/tsa"\n'
        )

    def _serve(self) -> ThreadingHTTPServer:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args):
                pass

            def do_GET(self):
                self._answer("application/pkix-crl", authority.revoked())

            def do_POST(self):
                asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                self._answer("application/timestamp-reply", authority.stamper.request_tsa_response(asked).dump())

            def _answer(self, kind, body):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{server.server_port}"
        key = rsa.generate_private_key(65537, 2048)  # all that the stamper of the library can use
        own = self.certificate("Waktu", key, usage=ExtendedKeyUsageOID.TIME_STAMPING)
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.stamper = DummyTimeStamper(
            asn1.Certificate.load(own.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(plain)
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def revoked(self) -> bytes:
        """The list of revoked certificates: nobody."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(self.now - datetime.timedelta(hours=1))
            .next_update(self.now + 2 * DAY)
            .add_extension(x509.CRLNumber(1), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(Encoding.DER)


def _usage(ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def self_signed(common: str) -> tuple[bytes, bytes]:
    """A key (PKCS#8, PEM) and its own certificate (DER)."""
    key = rsa.generate_private_key(65537, 2048)
    now = datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 30 * DAY)
        .add_extension(_usage(False), True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), made.public_bytes(Encoding.DER)
