"""A server whose certificate nobody vouches for is told as that, and not as one that does not answer."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.contract.problem import EXIT_UNREACHABLE, Problem
from portal.emulator.alone import Pem
from portal.local import health


def test_a_certificate_that_is_not_trusted_is_named(pem: Pem) -> None:
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem.certificate, pem.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    url = f"https://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    try:
        with pytest.raises(Problem) as caught:
            health.ask(url)
    finally:
        thread.join()
        server.server_close()
    assert caught.value.exit_code == EXIT_UNREACHABLE
    assert (
        f"the certificate of {url} is not trusted - self-signed certificate - set SSL_CERT_FILE" in caught.value.line()
    )
