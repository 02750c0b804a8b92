"""JSON logs. They hold no names, addresses or texts of people."""

import logging
import secrets
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter as BaseFormatter

requests = logging.getLogger("coffeecop.requests")
errors = logging.getLogger("coffeecop.web.errors")
# uvicorn's, and what it runs on.
SERVER = ("uvicorn.error", "asyncio")


class JsonFormatter(BaseFormatter):
    """One JSON object per line. Exceptions without their messages, which may quote a text."""

    def __init__(self) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        error = message_dict.pop("exc_info", None)
        if has_request_context():
            message_dict["request_id"] = g.get("request_id")
        super().add_fields(log_data, record, message_dict)
        if error:
            log_data["error"] = error

    def formatException(self, ei: Any) -> str:
        error: BaseException | None = ei[1]
        lines = []
        while error is not None:
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def remove_message_text(record: logging.LogRecord) -> bool:
    """Replace the server's messages, which may hold a path or a client's address."""
    record.msg = f"server: {record.module}.{record.funcName}, line {record.lineno}"
    record.args = None
    return True


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    for name in ("coffeecop", *SERVER, "flask-limiter"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(app.config["LOG_LEVEL"])
        logger.propagate = False
    # At INFO it logs the key of every sender who reaches a limit.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    for name in SERVER:
        logging.getLogger(name).addFilter(remove_message_text)
        # At INFO it logs each start and stop.
        logging.getLogger(name).setLevel(logging.WARNING)
    app.log_exception = log_exception  # type: ignore[method-assign]
    app.before_request(start_clock)
    app.after_request(log_request)


def log_exception(exc_info: Any) -> None:
    # Flask's own message has the path, which may hold a receipt or an RSVP's token.
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
