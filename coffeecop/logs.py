"""Logs as JSON lines: what happened, never who, from where, or what was written."""

import logging
import secrets
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

requests = logging.getLogger("coffeecop.requests")


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if has_request_context():
            record.request_id = g.get("request_id")
        return True


class UtcJsonFormatter(JsonFormatter):
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(UtcJsonFormatter("{asctime}{levelname}{name}{message}", style="{"))
    handler.addFilter(RequestIdFilter())
    logger = logging.getLogger("coffeecop")
    logger.handlers = [handler]
    logger.setLevel(app.config["LOG_LEVEL"])
    logger.propagate = False
    app.logger.handlers = [handler]
    app.before_request(start_clock)
    app.after_request(log_request)


def start_clock() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()


def log_request(response: Response) -> Response:
    # The endpoint, not the path: a path may hold a receipt or the token of an RSVP.
    requests.info(
        "request",
        extra={
            "method": request.method,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        },
    )
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response
