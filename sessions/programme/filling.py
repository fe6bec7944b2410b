"""From a form to the content it makes, with every error at its field; and from what exists to a form."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hub.i18n import message
from hub.text import normalized
from hub.web.forms import REQUIRED, WRONG, Form
from sessions.programme.choices import Choices
from sessions.programme.content import LONGEST_TAG, MOST_TAGS, EventContent, SessionContent, tag_slug, tidy_tags
from sessions.programme.forms import check_words
from sessions.programme.sheets import Row, state_of
from sessions.programme.wall_clock import day_of, last_day, moment_of, time_of

MOST_SEATS = 100_000
LONGEST_EVENT = timedelta(days=366)
LONGEST_SESSION = timedelta(days=31)
SEATS = message("Please give a whole number from 1 to 100,000, or nothing for no limit.")
NO_TIME = message("“%(found)s” is no time of day. Please give one such as 10:00 or 10.30.")
SKIPPED = message("This time does not exist on that day, because the clocks go forward. Please choose another.")
ADDRESS = message("Please give an address or choose a room: people have to find it.")
NO_EVENT_TO_SIGN_UP_FOR = message("This needs an event: choose one above, or have people sign up for the session.")
SAME_TIME = message("The end must be later than the start.")
ENDS_EARLIER = message("This is before the start.")
TOO_LONG_SESSION = message("A session lasts a month at most; for more there are events.")
TOO_LONG_EVENT = message("An event lasts a year at most.")
LAST_BEFORE_FIRST = message("The last day is before the first.")
MANY_TAGS = message("Please give %(most)s tags at most (now there are %(count)s).")
LONG_TAG = message("Please keep each tag under %(limit)s characters: “%(tag)s”.")
UNREADABLE_TAG = message("Please use at least one letter or digit in each tag: “%(tag)s”.")
UNKNOWN_ORGANISATION = message("There is no organisation of this name that you can choose.")
SIMILAR_ORGANISATIONS = message("There is no organisation of this name that you can choose. Do you mean: %(names)s?")


def session_content(
    form: Form[Any], choices: Choices, *, zone: str, before: SessionContent | None
) -> SessionContent | None:
    """The content a form makes; errors are added at their fields, and None is given back where there are any.

    With `before` and a TextForm everything else stays as it was. Times that were not changed keep their moment, also
    in the hour that autumn repeats.
    """
    check_words(form)
    values: dict[str, Any] = {}
    get = form.values.get
    if "day" in form.values:
        start, end = _span(form, zone, before)
        track = _one(form, "track", choices.tracks, "slug") if choices.follows(get("shown_event")) else None
        values = {
            "type": get("type"), "start": start, "end": end, "event": _event(form, choices), "track": track,
            "place_kind": get("place_kind"), "place": get("place") or "", "registration": get("registration"),
            "capacity": seats(form), "visible_to": _audience(form, "visible_to", choices),
            "open_to": _audience(form, "open_to", choices), "organisation": _organisation(form, choices),
        }  # fmt: skip
    room = _one(form, "room", choices.rooms, "name") if choices.follows(get("shown_event")) else None
    tags = _tags(form)
    if get("language") not in {code for code, _ in choices.languages} and "language" not in form.errors:
        form.fail("language", WRONG["choice"])
    if "day" in form.values:
        _check_place(form, room)
        if get("registration") == "event" and values["event"] is None and "event" not in form.errors:
            form.fail("registration", NO_EVENT_TO_SIGN_UP_FOR)
    if form.errors:
        return None
    plain = ("title", "subtitle", "summary", "description", "difficulty", "costs", "language")
    yes_no = ("captions", "sign_language", "plain_language", "wheelchair")
    values |= {name: get(name) for name in (*plain, *yes_no)} | {"room": room, "tags": tags}
    if before is not None:
        kept = {name: getattr(before, name) for name in SessionContent.__dataclass_fields__}
        return SessionContent(**{**kept, **values})
    return SessionContent(**values)


def _span(form: Form[Any], zone: str, before: SessionContent | None) -> tuple[datetime | None, datetime | None]:
    get = form.values.get
    day, begins, ends = day_in(form, "day"), _time(form, "begins"), _time(form, "ends")
    until = day_in(form, "until") if get("until") else None
    if before is not None and not form.errors.keys() & {"day", "begins", "ends", "until"}:
        typed = {name: get(name) or "" for name in ("day", "begins", "ends", "until")}
        if typed == span_values(before.start, before.end, zone):
            return before.start, before.end
    if day is None or begins is None or ends is None or "until" in form.errors:
        return None, None
    start = moment_of(day, begins, zone)
    end = moment_of(until or last_day(day, begins, ends), ends, zone)
    for name, moment in (("begins", start), ("ends", end)):
        if moment is None:
            form.fail(name, SKIPPED)
    if start is None or end is None:
        return None, None
    if end <= start:
        form.fail(*(("until", ENDS_EARLIER) if until and until < day else ("ends", SAME_TIME)))
    elif end - start > LONGEST_SESSION:
        form.fail("until", TOO_LONG_SESSION)
    return start, end


def span_values(start: datetime, end: datetime, zone: str) -> dict[str, str]:
    """Start and end as the form shows them; `until` only where the end is not on the day its time says."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    plain = last_day(first.date(), first.time(), last.time()) == last.date() and first.time() != last.time()
    return {
        "day": first.date().isoformat(),
        "begins": first.strftime("%H:%M"),
        "ends": last.strftime("%H:%M"),
        "until": "" if plain else last.date().isoformat(),
    }


def day_in(form: Form[Any], name: str) -> date | None:
    """The day in a field; an error at it where it is none."""
    text = form.values.get(name) or ""
    day = day_of(text)
    if text and day is None and name not in form.errors:
        form.fail(name, WRONG["date"])
    return day


def _time(form: Form[Any], name: str) -> time | None:
    text = form.values.get(name) or ""
    moment = time_of(text)
    if text and moment is None and name not in form.errors:
        form.fail(name, NO_TIME, found=text)
    if moment is not None:
        # Browsers show nothing in a field for times that holds it in any other way.
        form.values[name] = moment.strftime("%H:%M")
    return moment


def seats(form: Form[Any]) -> int | None:
    """The number of seats in `capacity`, None for no limit; an error at the field where it is neither."""
    text = form.values.get("capacity") or ""
    if not text or "capacity" in form.errors:
        return None
    number = int(text) if str(text).isascii() and str(text).isdigit() and len(str(text)) < 9 else 0
    if not 1 <= number <= MOST_SEATS:
        form.fail("capacity", SEATS)
        return None
    return number


def _one(form: Form[Any], name: str, rows: list[Row], key: str) -> int | None:
    text = form.values.get(name) or ""
    if not text or name in form.errors:
        return None
    found = next((row["id"] for row in rows if row[key] == text), None)
    if found is None:
        form.fail(name, WRONG["choice"])
    return found


def _event(form: Form[Any], choices: Choices) -> int | None:
    text = form.values.get("event") or ""
    if text and choices.event is None and "event" not in form.errors:
        form.fail("event", WRONG["choice"])
    return choices.event["id"] if choices.event is not None else None


def _audience(form: Form[Any], name: str, choices: Choices) -> str:
    text = str(form.values.get(name) or "")
    if text and text not in choices.keys and name not in form.errors:
        form.fail(name, WRONG["choice"])
    return choices.keys.get(text, "")


def _organisation(form: Form[Any], choices: Choices) -> int | None:
    """The organisation chosen from a list or typed by name: lists of thousands cannot be chosen from."""
    text = str(form.values.get("organisation") or "")
    if not text:
        if not choices.may_be_unnamed and "organisation" not in form.errors:
            form.fail("organisation", REQUIRED)
        return None
    wanted = _folded(text)
    exact = [row for row in choices.organisations if row["slug"] == text or _folded(row["name"]) == wanted]
    if len(exact) == 1:
        return int(exact[0]["id"])
    similar = exact or [row for row in choices.organisations if wanted in _folded(row["name"])]
    if "organisation" in form.errors:
        return None
    if similar:
        names = ", ".join(row["slug"] if exact else row["name"] for row in similar[:5])
        form.fail("organisation", SIMILAR_ORGANISATIONS, names=names)
    else:
        form.fail("organisation", UNKNOWN_ORGANISATION)
    return None


def _folded(text: str) -> str:
    return " ".join(normalized("NFKC", text).casefold().split())


def _tags(form: Form[Any]) -> tuple[str, ...]:
    text = str(form.values.get("tags") or "")
    if "tags" in form.errors:
        return ()
    names = [name.strip() for name in text.split(",") if name.strip(" #")]
    for name in names:
        if len(name) > LONGEST_TAG:
            form.fail("tags", LONG_TAG, limit=LONGEST_TAG, tag=f"{name[:LONGEST_TAG]}…")
            return ()
        if not tag_slug(name):
            form.fail("tags", UNREADABLE_TAG, tag=name)
            return ()
    tags = tidy_tags(names)
    if len(tags) > MOST_TAGS:
        form.fail("tags", MANY_TAGS, most=MOST_TAGS, count=len(tags))
    return tags


def _check_place(form: Form[Any], room: int | None) -> None:
    on_site = form.values.get("place_kind") in {"on_site", "hybrid"}
    if on_site and room is None and not form.values.get("place") and "place" not in form.errors:
        form.fail("place", ADDRESS)


def event_content(form: Form[Any], choices: Choices) -> EventContent | None:
    """The content a form makes; errors are added at their fields, and None is given back where there are any."""
    check_words(form)
    get = form.values.get
    first = day_in(form, "first")
    last = day_in(form, "last") if get("last") else first
    if first and last and last < first:
        form.fail("last", LAST_BEFORE_FIRST)
    elif first and last and last - first > LONGEST_EVENT:
        form.fail("last", TOO_LONG_EVENT)
    capacity, organisation = seats(form), _organisation(form, choices)
    visible_to, open_to = (_audience(form, name, choices) for name in ("visible_to", "open_to"))
    if get("place_kind") == "on_site" and not get("place") and "place" not in form.errors:
        form.fail("place", ADDRESS)
    if form.errors or first is None or last is None:
        return None
    plain: dict[str, Any] = {
        name: get(name) for name in ("kind", "title", "summary", "description", "place_kind", "place")
    }
    return EventContent(
        **plain, first=first, last=last, capacity=capacity, visible_to=visible_to, open_to=open_to,
        organisation=organisation,
    )  # fmt: skip


def session_values(row: Row, choices: Choices, zone: str) -> dict[str, Any]:
    """What the form of a session that exists begins with."""
    plain = (
        "title", "subtitle", "summary", "description", "type", "difficulty", "costs", "language", "captions",
        "sign_language", "plain_language", "wheelchair",
    )  # fmt: skip
    of_appointment = ("place_kind", "place", "registration", "capacity")
    values = {name: row[name] for name in plain} | {name: row[f"appointment.{name}"] for name in of_appointment}
    event = str(row["event.uuid"] or "")
    return {
        **values,
        **span_values(row["appointment.start"], row["appointment.end"], zone),
        **_audience_values(row, choices),
        "event": event,
        "shown_event": event,
        "track": row["track.slug"] or "",
        "room": row["room.name"] or "",
        "organisation": row["organisation.slug"] or "",
        "tags": ", ".join(row["tags"]),
        "seen": state_of(row),
    }


def event_values(row: Row, choices: Choices) -> dict[str, Any]:
    """What the form of an event that exists begins with."""
    of_appointment = ("place_kind", "place", "capacity")
    return {
        **{name: row[name] for name in ("kind", "title", "summary", "description")},
        **{name: row[f"appointment.{name}"] for name in of_appointment},
        **_audience_values(row, choices),
        "first": row["first"].isoformat(),
        "last": row["last"].isoformat() if row["last"] != row["first"] else "",
        "organisation": row["organisation.slug"] or "",
        "seen": state_of(row),
    }


def _audience_values(row: Row, choices: Choices) -> dict[str, str]:
    names = {key: value for value, key in choices.keys.items()}
    return {name: names.get(row[f"appointment.{name}"], "") for name in ("visible_to", "open_to")}
