"""uvicorn, as coffeecop runs it: in one process, on a socket that is open already."""

import asyncio
import resource
import socket
from functools import cache

from flask import Flask
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from coffeecop.server.whole_requests import WholeRequests

# A slow client holds a connection but no thread.
MOST_CONNECTIONS = 4000
# File descriptors for anything other than client connections.
OTHER_FILES = 200
SECONDS_IDLE = 60
SECONDS_TO_FINISH = 10
# A client that has just connected may not have sent its request yet.
SECONDS_OF_GRACE = 1
SECONDS_FOR_BODIES = 3


class Connection(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # uvicorn itself waits for ever for the first byte, and for a client that does not read.
        self.timeout_keep_alive_task = self.loop.call_later(
            SECONDS_IDLE, self.timeout_keep_alive_handler
        )
        connected = transport.get_extra_info("socket")
        # asyncio does so only where the listening socket was made with a protocol. Otherwise a body
        # waits 40 ms for the client to acknowledge its head.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SECONDS_IDLE * 1000)
        if len(self.connections) > most_connections():
            transport.abort()


class WebServer(Server):
    def __init__(self, app: Flask) -> None:
        self.requests = WholeRequests(app)
        super().__init__(
            Config(
                self.requests,
                loop="asyncio",
                http=Connection,
                ws="none",
                lifespan="off",
                timeout_keep_alive=SECONDS_IDLE,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
                # The app handles their headers, by TRUSTED_PROXIES.
                proxy_headers=False,
                server_header=False,
                log_config=None,
                access_log=False,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no connections, answer what those that are open send, and close them.

        What an app is working on is waited for, but not long for a body that does not come whole.
        """
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        self.requests.stop_reading(SECONDS_FOR_BODIES)
        await asyncio.sleep(SECONDS_OF_GRACE)
        await super().shutdown(sockets)


@cache
def most_connections() -> int:
    """Raise the open-file limit as far as possible; return how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(MOST_CONNECTIONS, soft - OTHER_FILES)
