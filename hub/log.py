"""Structured logs: one JSON object a line, without personal data and without addresses."""

import json
import logging
import logging.config
import time
from typing import Any

FIELDS = ("method", "route", "job", "attempts")


class Lines(logging.Formatter):
    """A log record as one line of JSON; of extra values only those named in FIELDS."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: Any) -> list[str]:
    # File and line only: the text of an exception can hold what somebody typed.
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 3)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-6:]


def dictconfig() -> dict[str, Any]:
    """The logging set-up of every process of the hub."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "hub.log.Lines"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["out"], "level": "INFO"},
        "loggers": {
            **{name: {"level": "WARNING"} for name in ("httpx", "httpcore", "piccolo", "asyncio", "litestar")},
            **{name: {"level": "WARNING"} for name in ("_granian", "granian.access")},
        },
    }


def set_up() -> None:
    """Log as every process of the hub does."""
    logging.config.dictConfig(dictconfig())
