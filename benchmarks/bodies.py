"""`make bench-bodies`: what large bodies cost the server before anybody is signed in.

Sends bodies that never end: 200 of 1 MB and 4 × 200 of 256 kB to the form of a receipt, and 40 of
12 MB to it and to the address where staff send photos. Prints by how much the memory of the web
process grew, and what it wrote to temporary files.
"""

import os
import socket
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from benchmarks.servers import flask, serving

MB = 1024 * 1024
PHOTO = "/staff/matters/1/steps"
SENDINGS = (
    ("200 of 1 MB to /receipts", 200, "/receipts", MB),
    ("800 of 256 kB to /receipts", 800, "/receipts", MB // 4),
    ("40 of 12 MB to /receipts", 40, "/receipts", 12 * MB),
    (f"40 of 12 MB to {PHOTO}", 40, PHOTO, 12 * MB),
)
SETTLE = 3


def main():
    for name, number, path, size in SENDINGS:
        with tempfile.TemporaryDirectory() as folder:
            environ = {"INSTANCE_PATH": folder}
            flask(environ, "db", "upgrade")
            command = [sys.executable, "-m", "flask", "--app", "app", "serve"]
            with serving(command, environ) as server, ExitStack() as stack:
                time.sleep(SETTLE)
                before = server.web_memory_mb()
                for _body in range(number):
                    client = socket.create_connection(("127.0.0.1", server.port))
                    stack.enter_context(client)
                    send_all_but_the_end(client, path, size)
                time.sleep(SETTLE)
                grown, written = server.web_memory_mb() - before, files_mb(server.pid)
                print(f"{name}: {grown:+.0f} MB of memory, {written:.0f} MB of files", flush=True)


def send_all_but_the_end(client, path, size):
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n"
    client.settimeout(1)
    # The server may have refused it meanwhile.
    with suppress(OSError):
        client.sendall(head.encode() + b"x" * (size - 1))


def files_mb(pid):
    """Return the size of files that were deleted while open, as temporary ones are."""
    sizes = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            if os.readlink(link).endswith(" (deleted)"):
                sizes += link.stat().st_size
    return sizes / MB


if __name__ == "__main__":
    main()
