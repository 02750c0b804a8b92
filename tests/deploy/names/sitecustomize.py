"""Stands in for the DNS, in each Python that has this folder in PYTHONPATH.

LOCAL_NAME is on this machine, at the ports in LOCAL_PORTS, as in `80=34567,443=34568`.
"""

import os
import socket

find_addresses = socket.getaddrinfo
LOCAL_NAME = os.environ["LOCAL_NAME"]
LOCAL_PORTS = dict(pair.split("=") for pair in os.environ["LOCAL_PORTS"].split(","))


def find_addresses_here(host, port, *given, **named):
    if host == LOCAL_NAME:
        host, port = "127.0.0.1", LOCAL_PORTS.get(str(port), port)
    return find_addresses(host, port, *given, **named)


socket.getaddrinfo = find_addresses_here
