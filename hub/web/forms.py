"""Reading forms so that nothing typed is lost: every value, every error, and the data when all is well."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from hub.i18n import gettext, message
from hub.text import normalized, stacked, usable

Data = TypeVar("Data", bound=msgspec.Struct)

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
OptionalLine = Annotated[str, msgspec.Meta(max_length=200)]
Prose = Annotated[str, msgspec.Meta(max_length=20_000)]
Email = Annotated[
    str,
    msgspec.Meta(min_length=3, max_length=254, pattern=r"^[^@\s,;<>\"()\\]+@[^@\s,;<>\"()\\]+\.[^@\s.,;<>\"()\\]{2,}$"),
]

# What may be no longer than this is one line: a name, a title, an address.
ONE_LINE = 254
BREAKS = set("\n\u2028\u2029")

REQUIRED = message("Please fill this in.")
TOO_LONG = message("Please keep this under %(limit)s characters (it has %(length)s now).")
CONTROL = message("Please remove invisible control characters from this text.")
STACKED = message("Please remove the marks that are piled up on one letter of this text.")
EMAIL = message("Please give a mail address such as name@example.org.")
WRONG = {
    int: message("Please give a whole number."),
    "date": message("Please give a date such as 2026-12-01."),
    "time": message("Please give a time such as 10:00."),
    "choice": message("Please choose one of the options."),
    "other": message("Please check this value."),
}
# Unicode's categories of what nobody sees: format signs and spaces.
UNSEEN = {"Cf", "Zs", "Zl", "Zp"}


@dataclass
class Form(Generic[Data]):
    """What was typed (`values`), what is wrong with it (`errors`, by field), and the struct when nothing is."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    data: Data | None = None

    def fail(self, name: str, text: str, **values: object) -> None:
        """Add an error, an English message, at a field; an empty name means the form as a whole."""
        self.errors.setdefault(name, []).append(gettext(text) % values if values else gettext(text))
        self.data = None


def blank(**values: Any) -> Form[Any]:
    """A form nobody has sent yet, with what it begins with."""
    return Form(values=dict(values))


def read(sent: Any, struct: type[Data]) -> Form[Data]:
    """Read a sent form (a multi-dict) into `struct`; strings are trimmed and brought to NFC and \\n line ends.

    Mail addresses become what they are stored as (`text.usable`); fields that are lists take every value; booleans are
    true when sent; an empty optional value is its default.
    """
    form: Form[Data] = Form()
    hints = get_type_hints(struct, include_extras=True)
    clean: dict[str, Any] = {}
    for each in msgspec.structs.fields(struct):
        hint = hints[each.name]
        raw = [_tidy(str(value)) for value in sent.getall(each.name, [])]
        plain = _plain(hint)
        if get_origin(plain) is list:
            form.values[each.name] = clean[each.name] = [value for value in raw if value]
            continue
        if plain is bool:
            form.values[each.name] = clean[each.name] = bool(raw and raw[-1])
            continue
        text = raw[-1] if raw else ""
        form.values[each.name] = text
        if not text:
            if each.required:
                form.fail(each.name, REQUIRED)
            continue
        problem = _problem(text, hint)
        if problem is not None:
            form.fail(each.name, problem[0], **problem[1])
            continue
        clean[each.name] = usable(text) if _is_address(hint) else msgspec.convert(text, hint, strict=False)
    if not form.errors:
        form.data = msgspec.convert(clean, struct, strict=False)
    return form


def values_of(data: msgspec.Struct | Mapping[str, Any]) -> dict[str, Any]:
    """The values a form begins with when something that exists is edited."""
    items = msgspec.structs.asdict(data) if isinstance(data, msgspec.Struct) else dict(data)
    return {name: "" if value is None else value for name, value in items.items()}


def _tidy(text: str) -> str:
    tidy = normalized("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    # A name of zero-width signs alone is none: nobody could read it or choose it.
    return tidy if any(unicodedata.category(char) not in UNSEEN for char in tidy) else ""


def _plain(hint: Any) -> Any:
    if get_origin(hint) is Annotated:
        return _plain(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _plain(next(part for part in get_args(hint) if part is not type(None)))
    return hint


def _metas(hint: Any) -> list[msgspec.Meta]:
    if get_origin(hint) is Annotated:
        return [part for part in get_args(hint)[1:] if isinstance(part, msgspec.Meta)]
    if get_origin(hint) in (Union, UnionType):
        return [meta for part in get_args(hint) for meta in _metas(part)]
    return []


def _is_address(hint: Any) -> bool:
    return any(meta.pattern for meta in _metas(hint))


def _problem(text: str, hint: Any) -> tuple[str, dict[str, object]] | None:
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" for char in text):
        return CONTROL, {}
    if stacked(text):
        return STACKED, {}
    for meta in _metas(hint):
        if meta.max_length is not None and len(text) > meta.max_length:
            return TOO_LONG, {"limit": meta.max_length, "length": len(text)}
        if meta.max_length is not None and meta.max_length <= ONE_LINE and BREAKS & set(text):
            return CONTROL, {}
    try:
        msgspec.convert(text, hint, strict=False)
    except msgspec.ValidationError:
        return _wrong(hint), {}
    if _is_address(hint) and usable(text) is None:
        return EMAIL, {}
    return None


def _wrong(hint: Any) -> str:
    plain = _plain(hint)
    if _is_address(hint):
        return EMAIL
    if plain is int:
        return WRONG[int]
    name = getattr(plain, "__name__", "")
    if name in {"date", "time"}:
        return WRONG[name]
    return WRONG["choice"] if "Literal" in str(plain) else WRONG["other"]
