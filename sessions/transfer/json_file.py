"""Bytes to JSON that can be walked and stored without surprises."""

import json
import math

from sessions.transfer.model import Broken, Json
from sessions.transfer.text import storable

DEPTH_LIMIT = 50


def load_json(data: bytes) -> Json:
    """The JSON in `data` (UTF-8, also UTF-16 or UTF-32 with or without mark), texts storable, NaN and
    infinity as null.

    Raises Broken: empty, not_text, not_json (with line and column), number_too_long, too_deep.
    """
    if not data.strip():
        raise Broken("empty")
    try:
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Broken("not_text", line=data.count(b"\n", 0, error.start) + 1) from None
    try:
        read: Json = json.loads(text, parse_constant=lambda _: None, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise Broken("not_json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Broken("too_deep", limit=DEPTH_LIMIT) from None
    except ValueError:
        # Python refuses to turn more than 4,300 digits into a number.
        raise Broken("number_too_long") from None
    return _storable(read, 0)


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _storable(value: Json, depth: int) -> Json:
    if depth > DEPTH_LIMIT:
        raise Broken("too_deep", limit=DEPTH_LIMIT)
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(member, depth + 1) for member in value]
    if isinstance(value, dict):
        return {storable(key): _storable(member, depth + 1) for key, member in value.items()}
    return value
