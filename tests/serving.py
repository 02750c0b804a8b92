"""A WSGI application that answers on a port of this machine."""

from contextlib import contextmanager
from threading import Thread

from werkzeug.serving import make_server


@contextmanager
def serving(application, **options):
    """Yield the port."""
    server = make_server("127.0.0.1", 0, application, **options)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
