"""A dry run in words; to be called while speaking the language of the page."""

from collections.abc import Iterable
from typing import Any

from hub.i18n import gettext
from sessions.transfer.matching import Meeting
from sessions.transfer.model import Item, Json, Problem
from sessions.transfer.report import Report
from sessions.transfer.stored import Entry
from sessions.transfer.words import FIELDS, moment_words, problem_words, value_words, where_words

# Long lists are cut: who reads more opens the table itself.
MOST = 200
_LONGEST = 300


def shown(report: Report, *, zone: str) -> dict[str, Any]:
    """The lists of the page, each with what was cut off of it as `…_more`."""
    first, rest = _cut(sorted(report.problems, key=lambda each: each.severity != "error"))
    lists: dict[str, Any] = {"problems": [_problem(each) for each in first], "problems_more": rest}
    new, lists["new_more"] = _cut(report.new)
    lists["new"] = [_new(item, zone) for item in new]
    changed, lists["changed_more"] = _cut(report.changed)
    lists["changed"] = [_changed(each, zone) for each in changed]
    lists["gone"] = [_gone(entry, report.gone_told.get(entry.id, 0), zone) for entry in report.gone]
    lists["conflicts"] = [
        {
            "value": f"{meeting.entry.uuid} {conflict.field}",
            "title": meeting.entry.row["title"],
            "href": _href(meeting.entry),
            "field": gettext(FIELDS[conflict.field]),
            "ours": _value(conflict.field, conflict.current, zone),
            "theirs": _value(conflict.field, conflict.incoming, zone),
        }
        for meeting, conflict in report.conflicts
    ]
    lists["stay_cancelled"] = [
        {"title": each.entry.row["title"], "href": _href(each.entry)} for each in report.cancelled_here
    ]
    return lists


def _cut(items: Iterable[Any]) -> tuple[list[Any], int]:
    whole = list(items)
    return whole[:MOST], max(0, len(whole) - MOST)


def _href(entry: Entry) -> str:
    return f"/sessions/{entry.row['slug']}"


def _value(name: str, value: Json, zone: str) -> str:
    words = value_words(name, value, zone)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _problem(problem: Problem) -> dict[str, Any]:
    error = problem.severity == "error"
    words, where = problem_words(problem), where_words(problem.where)
    return {"where": where[:1].upper() + where[1:], "words": words, "error": error}


def _new(item: Item, zone: str) -> dict[str, str]:
    hosts = ", ".join(host.name for host in item.persons)
    return {
        "title": item.title,
        "when": moment_words(item.start, zone),
        "room": item.room or item.place,
        "hosts": hosts,
    }


def _changed(meeting: Meeting, zone: str) -> dict[str, Any]:
    changes = [
        {"field": gettext(FIELDS[name]), "old": _value(name, old, zone), "new": _value(name, new, zone)}
        for name, (old, new) in meeting.changes.items()
    ]
    return {"title": meeting.entry.row["title"], "href": _href(meeting.entry), "changes": changes}


def _gone(entry: Entry, told: int, zone: str) -> dict[str, Any]:
    return {
        "uuid": str(entry.uuid),
        "title": entry.row["title"],
        "href": _href(entry),
        "when": moment_words(entry.row["appointment.start"], zone),
        "draft": entry.state == "draft",
        "told": told,
    }
