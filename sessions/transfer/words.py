"""What an import says to people: where a file is unclear and why, what its fields are called, what changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.i18n import gettext, language, message
from hub.i18n.times import clock, day_words, local
from hub.refused import Refused
from sessions.programme.vocabulary import DIFFICULTIES, PLACE_KINDS
from sessions.transfer.model import Broken, BrokenCode, Json, Path, Problem, ProblemCode
from sessions.transfer.sheet import COLUMNS, Column
from sessions.transfer.times import read_iso
from sessions.transfer.values import entries, fields, scalar

BROKEN: dict[BrokenCode, str] = {
    "cell_too_long": message(
        "One cell of the table is longer than %(limit)s characters. Usually a quotation mark is missing above."
    ),
    "empty": message("The file is empty."),
    "markup": message(
        "This is a web page or XML. Please take the programme as JSON (schedule.json), or a table as CSV or XLSX."
    ),
    "no_days": message(
        "The file names no days, so there is no programme in it. Please export it again from where it comes from."
    ),
    "no_rows": message(
        "There is no table in this file: one row with the heads, and below it one row for each session."
    ),
    "not_a_schedule": message(
        "This is a JSON file, but no programme: it has no “schedule” with a “conference”. Please take the file that is"
        " called schedule.json where it comes from."
    ),
    "not_a_table": message(
        "The hub cannot read this file. It reads programmes as JSON (schedule.json) and tables as CSV or XLSX."
    ),
    "not_json": message(
        "The JSON is damaged at line %(line)s, character %(column)s. Maybe it was not saved to its end."
    ),
    "not_text": message("Line %(line)s holds characters that cannot be read. Please save the file as UTF-8."),
    "number_too_long": message("The file holds a number with thousands of digits, so it is damaged."),
    "old_excel": message(
        "This is a table in the old format .xls, or with a password. Please save it as .xlsx without one, or as CSV."
    ),
    "pdf": message(
        "This is a PDF, in which the hub cannot find rows and columns. Please take the table itself as XLSX or CSV."
    ),
    "picture": message("This is a picture. Please take the table itself as XLSX or CSV."),
    "quote_not_closed": message(
        "A quotation mark in the table is opened but never closed. Please look for a single one in the longest cell."
    ),
    "too_deep": message("The JSON is nested more than %(limit)s levels deep. A programme never is, so it is damaged."),
    "too_many_columns": message("The table has more than %(limit)s columns. Please delete those that nobody needs."),
    "too_many_rows": message("The table has more than %(limit)s rows. Please split it into several files."),
    "unpacked_too_large": message("The workbook is too large when it is unpacked. Please save the one sheet as CSV."),
    "wrong_type": message("In this place the file holds something else than a programme has there."),
}
PROBLEMS: dict[ProblemCode, str] = {
    "capacity_unreadable": message("The number of seats “%(found)s” is unclear; it is taken as without limit."),
    "date_of_other_weekday": message("“%(found)s”: that date is another weekday. The date counts."),
    "day_unreadable": message("This day cannot be read; its entries are left out."),
    "difficulty_unknown": message("The previous knowledge “%(found)s” is unclear and is left open."),
    "duplicate_identity": message(
        "Several entries have the same id “%(identity)s”; each becomes a session of its own, in order of time."
    ),
    "duplicate_room_guid": message("Two rooms have the same id; they stay two rooms."),
    "duration_unreadable": message("The end or length “%(found)s” is unclear; it is taken as %(minutes)s minutes."),
    "end_before_start": message("The end “%(found)s” is before the start; it is taken as %(minutes)s minutes long."),
    "entry_unreadable": message("This entry cannot be read and is left out."),
    "guid_not_uuid": message("The id “%(found)s” has an unusual form; it is used as it is."),
    "language_unknown": message("The language “%(found)s” is unknown; the language of the hub is taken."),
    "no_date": message("There is no date here or above, so the entry is left out."),
    "no_entries": message("There is not a single session in this file."),
    "no_programme_title": message("The programme has no title in this file."),
    "no_start": message("There is no time of day, so the entry is left out."),
    "no_title": message("There is no title, so the entry is left out."),
    "offset_not_of_zone": message(
        "Times that do not fit the zone %(zone)s of the file: %(count)s. The moments count; please check some times."
    ),
    "person_unreadable": message("A person without a name is left out."),
    "place_kind_unknown": message(
        "“%(found)s” is neither online nor on site nor hybrid; the event's own setting is taken."
    ),
    "room_differs": message("The entry says room “%(room)s” but stands under “%(under)s”. Its own word counts."),
    "room_unreadable": message("This room cannot be read; its entries are left out."),
    "same_name": message(
        "%(count)s people with different ids are called %(name)s. They stay different people; please check whether it"
        " is one."
    ),
    "start_unreadable": message(
        "The date or time “%(found)s” is unclear. Clear is, for example, 01.12.2026 and 10:00."
    ),
    "text_cut": message("A text has %(length)s characters and is cut after %(limit)s."),
    "time_does_not_exist": message(
        "“%(found)s” does not exist: the clock skips that hour when summer time begins. Please choose another time."
    ),
    "unknown_zone": message("The time zone “%(found)s” does not exist; the zone of the hub is taken."),
    "web_address_unreadable": message("“%(found)s” is no web address and is left out."),
}
# One step of the way to a place in a file.
STEPS = {
    "day": message("day %(at)s"),
    "room": message("room “%(at)s”"),
    "entry": message("entry %(at)s"),
    "row": message("row %(at)s"),
    "column": message("column “%(at)s”"),
    "field": message("field “%(at)s”"),
    "key": message("“%(at)s”"),
    "track": message("track %(at)s in the list"),
    "listed_room": message("room %(at)s in the list"),
    "person": message("person %(at)s"),
    "link": message("link %(at)s"),
}
FIELDS: dict[str, str] = {
    "title": message("Title"),
    "subtitle": message("Subtitle"),
    "abstract": message("Short description"),
    "description": message("Description"),
    "type": message("Format"),
    "track": message("Track"),
    "room": message("Room"),
    "start": message("Start"),
    "end": message("End"),
    "language": message("Language"),
    "persons": message("Hosts"),
    "url": message("Web address"),
    "links": message("Further links"),
    "cancelled": message("Cancelled"),
    "do_not_record": message("Not to be recorded"),
    "capacity": message("Seats"),
    "registration": message("Registration"),
    "place": message("Place"),
    "place_kind": message("Online or on site"),
    "organisation": message("Organisation"),
    "tags": message("Tags"),
    "difficulty": message("Previous knowledge"),
    "costs": message("Costs"),
}
COLUMN_WORDS: dict[Column, str] = {
    "id": message("Id (the same at each import)"),
    "date": message("Date"),
    "start": message("Time (start, or from–to)"),
    "end": message("End"),
    "end_date": message("Date of the end"),
    "duration": message("Length"),
    "hosts": message("Hosts"),
    **{name: FIELDS[name] for name in COLUMNS if name in FIELDS and name not in {"start", "end"}},
}


def broken_words(broken: Broken) -> str:
    """Why a file cannot be used at all, and where, in the current language."""
    words = gettext(BROKEN[broken.code]) % broken.values
    return f"{where_words(broken.where)}: {words}" if broken.where else words


def problem_words(problem: Problem) -> str:
    """What is unclear in one place of a file."""
    return gettext(PROBLEMS[problem.code]) % {"found": "", "minutes": "", **problem.values}


def where_words(where: Path) -> str:
    """A place in a file as people would look for it: "Tag 2, Raum „Aula“, Eintrag 5"."""
    return ", ".join(gettext(STEPS[kind]) % {"at": at} for kind, at in where)


def refused_words(refused: Refused, words: Mapping[str, str]) -> str:
    """Why an import was refused."""
    return gettext(words.get(refused.code, refused.code)) % refused.values


def value_words(name: str, value: Json, zone: str) -> str:
    """A value of a field in words."""
    if value in (None, "", [], False):
        return gettext("no") if name in {"cancelled", "do_not_record"} else gettext("(nothing)")
    if name in {"start", "end"}:
        moment = read_iso(scalar(value))
        return moment_words(moment, zone) if isinstance(moment, datetime) else scalar(value)
    if name in {"persons", "links", "tags"}:
        found = (fields(each) for each in entries(value)) if name != "tags" else ()
        return ", ".join(
            [scalar(each.get("name") or each.get("title") or each.get("url")) for each in found]
        ) or ", ".join(scalar(each) for each in entries(value))
    choices: Mapping[str, Any] = {"place_kind": PLACE_KINDS, "difficulty": DIFFICULTIES}.get(name, {})
    if value is True:
        return gettext("yes")
    return gettext(choices[scalar(value)]) if scalar(value) in choices else scalar(value)


def moment_words(moment: datetime, zone: str) -> str:
    """A point in time: "Di, 1. Dezember 2026, 10:00 Uhr"."""
    hours = clock(moment, zone)
    return f"{day_words(local(moment, zone).date(), short=True)}, {hours}" + (" Uhr" if language() == "de" else "")


def counted(new: int, changed: int, gone: int, unchanged: int) -> str:
    """How much there is of each kind, in one line."""
    parts = [
        gettext("%(n)s new") % {"n": new},
        gettext("%(n)s changed") % {"n": changed},
        gettext("%(n)s gone from the file") % {"n": gone},
        gettext("%(n)s unchanged") % {"n": unchanged},
    ]
    return ", ".join(parts)
