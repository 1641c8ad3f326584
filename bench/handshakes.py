#!/usr/bin/env python3
"""Shakes hands with a TLS server on this machine for a while and counts: `handshakes.py PORT SECONDS full|resumed PATH`.

Each handshake has a connection of its own and is brought to its end: the client says that it is done and waits until the server has
closed, so that no server is spared the half of it. Nothing is verified. Prints one line of JSON: how many, in which time, which
version, suite and group list, and how many of them resumed a session.
"""

import json
import socket
import ssl
import sys
import threading
import time

SUITE = "TLS_AES_128_GCM_SHA256"
THREADS = 4


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    return made


def shaken(made, port, session):
    """The connection after its handshake."""
    tcp = socket.create_connection(("127.0.0.1", port), 10)
    tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made.wrap_socket(tcp, server_hostname="bench.example.com", session=session)


def ticket(made, port, path):
    """A session: the server sends it after the handshake, before its first answer."""
    with shaken(made, port, None) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        while connection.recv(65536):
            pass
        return connection.session


def run(port, end, session, made, counts):
    while time.monotonic() < end:
        connection = shaken(made, port, session)
        counts["resumed"] += connection.session_reused
        counts["cipher"] = connection.cipher()
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
        connection.close()
        counts["handshakes"] += 1


def main():
    port, seconds, mode, path = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]
    begun = time.monotonic()
    all_counts, threads = [], []
    for _ in range(THREADS):
        made = context()
        session = ticket(made, port, path) if mode == "resumed" else None
        counts = {"handshakes": 0, "resumed": 0}
        all_counts.append(counts)
        threads.append(threading.Thread(target=run, args=(port, begun + seconds, session, made, counts)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = {name: sum(counts[name] for counts in all_counts) for name in ("handshakes", "resumed")}
    print(json.dumps({**total, "seconds": time.monotonic() - begun, "cipher": all_counts[0].get("cipher")}))


if __name__ == "__main__":
    main()
