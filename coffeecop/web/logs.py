"""Logs as JSON lines: what happened, never who, from where, or what was written."""

import json
import logging
import secrets
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

requests = logging.getLogger("coffeecop.requests")
errors = logging.getLogger("coffeecop.web.errors")


# What every record has; the rest is what the caller says beside the message.
COMMON = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonFormatter(logging.Formatter):
    """One object a line. Of an exception only its kind and place: its words may quote somebody."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id")
        line |= {name: value for name, value in vars(record).items() if name not in COMMON}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)

    def formatException(self, ei: Any) -> str:
        error: BaseException | None = ei[1]
        lines = []
        while error is not None:
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("coffeecop")
    logger.handlers = [handler]
    logger.setLevel(app.config["LOG_LEVEL"])
    logger.propagate = False
    app.log_exception = log_exception  # type: ignore[method-assign]
    app.before_request(start_clock)
    app.after_request(log_request)


def log_exception(exc_info: Any) -> None:
    # Flask's own line names the path, which may hold a receipt or the token of an RSVP.
    errors.error(
        "unexpected error",
        extra={"method": request.method, "endpoint": request.endpoint},
        exc_info=exc_info,
    )


def start_clock() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()


def log_request(response: Response) -> Response:
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
