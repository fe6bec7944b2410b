"""The forms of the administration, and what is wrong with what was typed."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

import msgspec

from hub.feature import installed
from hub.i18n import message
from hub.settings import contrast
from hub.site import Site
from hub.web.forms import Email, Form, Line

NO_ZONE = message("Please give a time zone such as Europe/Berlin.")
NO_COLOUR = message("Please give a hue from 0 to 359, or a colour such as #1a4d8f.")
GREY = message("This colour is a grey and has no hue. Please choose a stronger one.")
TOO_WEAK = message("With this hue %(front)s on %(ground)s would have a contrast of %(has)s only and be hard to read.")

LongProse = Annotated[str, msgspec.Meta(min_length=1, max_length=50_000)]
Reason = Literal["illegal", "hurtful", "privacy", "barrier", "wrong", "other", "contact"]


class SettingsForm(msgspec.Struct):
    """What an administrator decides about the installation."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    sender_name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    sender: Email
    zone: Line
    language: Literal["de", "en"]
    tagline: Annotated[str, msgspec.Meta(max_length=120)] = ""
    reply_to: Email = ""
    accent: Annotated[str, msgspec.Meta(max_length=7)] = ""
    modules: list[str] = []


class PageForm(msgspec.Struct):
    """A new version of a footer page; `base` is the number of the version that it was made from."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    body: LongProse
    base: int = 0


class ReportForm(msgspec.Struct):
    """Something that somebody reports, says or asks."""

    reason: Reason
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=5_000)]
    address: Annotated[str, msgspec.Meta(max_length=500)] = ""
    reply_to: Email = ""


class AnswerForm(msgspec.Struct):
    """How a report was dealt with."""

    answer: Annotated[str, msgspec.Meta(max_length=500)] = ""


def check_settings(form: Form[SettingsForm]) -> None:
    """Add what only the settings themselves can tell: the zone, and whether the accent stays readable."""
    zone, accent = str(form.values.get("zone", "")), str(form.values.get("accent", ""))
    if zone and zone not in available_timezones():
        form.fail("zone", NO_ZONE)
    if accent and "accent" not in form.errors:
        _check_accent(form, accent)


def _check_accent(form: Form[SettingsForm], accent: str) -> None:
    hue = hue_in(accent)
    if hue is None:
        form.fail("accent", GREY if accent.startswith("#") and len(accent) == 7 else NO_COLOUR)
        return
    for _theme, text, ground, has in contrast.too_weak(hue)[:1]:
        form.fail("accent", TOO_WEAK, front=text, ground=ground, has=has)


def hue_in(accent: str) -> int | None:
    """The hue that was typed, as degrees or as a colour; None where it is neither, or a grey."""
    if accent.isascii() and accent.isdigit():
        return int(accent) if int(accent) < 360 else None
    try:
        return contrast.hue_of(accent)
    except ValueError:
        return None


def site_values(data: SettingsForm) -> dict[str, object]:
    """What the form decides, as settings."""
    optional = {feature.key for feature in installed() if feature.optional}
    return {
        "name": data.name,
        "tagline": data.tagline,
        "sender_name": data.sender_name,
        "sender": data.sender,
        "reply_to": data.reply_to,
        "zone": data.zone,
        "language": data.language,
        "accent": str(hue_in(data.accent)) if data.accent else "",
        "modules_off": tuple(sorted(optional - set(data.modules))),
    }


def form_values(site: Site) -> dict[str, object]:
    """What the form begins with."""
    on = [feature.key for feature in installed() if feature.optional and feature.key not in site.modules_off]
    return {
        **{name: getattr(site, name) for name in SettingsForm.__struct_fields__ if name != "modules"},
        "modules": on,
    }
