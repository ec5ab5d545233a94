"""A receiver of notices behind real TLS on this machine, with a certificate of its own."""

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.notices.address import Guard

HOST = "hooks.example.com"
LOOPBACK = (ipaddress.ip_network("127.0.0.1/32"),)


@dataclass
class Receiver:
    """What came in, and what is answered: statuses in turn, the last one for ever."""

    port: int
    trust: ssl.SSLContext
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=lambda: [202])
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address, by a name that only the injected resolver knows."""
        return f"https://{HOST}:{self.port}/in?key=abc"

    @property
    def guard(self) -> Guard:
        """A guard that is told by this test that the name is this machine, and that this machine is meant."""
        return Guard((f"{HOST}:{self.port}",), lambda host, port: ["127.0.0.1"], LOOPBACK)


@contextmanager
def receiving(folder: Path, name: str = HOST) -> Iterator[Receiver]:
    """A receiver whose certificate bears `name`."""
    certificate, key = _certificate(folder, name)
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(certificate, key)
    known: list[Receiver] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known[0].came.append((self.path, dict(self.headers), body))
            statuses = known[0].statuses
            self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
            for header, value in known[0].headers.items():
                self.send_header(header, value)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *words: object) -> None:
            """A caller that does not like the certificate goes away; that is no news."""

        def get_request(self) -> tuple[ssl.SSLSocket, object]:
            plain, where = super().get_request()
            return inside.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), where

    with Quiet(("127.0.0.1", 0), Handler) as server:
        trust = ssl.create_default_context(cafile=str(certificate))
        known.append(Receiver(server.server_address[1], trust))
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield known[0]
        finally:
            server.shutdown()
            thread.join()


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "receiver.pem", folder / "receiver.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))
    return paths
