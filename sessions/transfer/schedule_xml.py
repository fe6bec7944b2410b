"""Programmes as schedule.xml (version 1), which EventFahrplan, Giggity and info screens read."""

import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sessions.transfer.merge import kept, names_hidden
from sessions.transfer.model import Item, JsonObject, Programme
from sessions.transfer.schedule_days import Day, Entry, Generator, Plan, arrange, slugified
from sessions.transfer.schedule_people import write_persons
from sessions.transfer.text import storable
from sessions.transfer.times import write_length
from sessions.transfer.values import entries, fields, scalar, web_address, whole


def write_schedule_xml(
    programme: Programme, *, generator: Generator, version: str, url_of: Callable[[Item], str | None]
) -> bytes:
    """The programme as schedule.xml, the same bytes for the same programme; media type
    application/vnd.c3voc.schedule+xml.

    The format has no sign for a cancelled entry, and its readers report one that is gone as cancelled, so
    cancelled items are left out. Exactly the given hosts are written, so the caller leaves out hidden ones.
    """
    plan = arrange(programme, url_of)
    root = Element("schedule")
    _add(root, "generator", name=generator.name, version=generator.version)
    if programme.url:
        _add(root, "url", programme.url)
    _add(root, "version", version)
    _add_conference(root, programme, plan)
    guids = plan.room_guids
    for day in plan.days:
        _add_day(root, day, guids)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: Element, tag: str, text: str = "", **attributes: str | None) -> Element:
    present = {key: storable(value) for key, value in attributes.items() if value}
    element = SubElement(parent, tag, present)
    element.text = storable(text) or None
    return element


def _add_conference(root: Element, programme: Programme, plan: Plan) -> None:
    conference = _add(root, "conference")
    _add(conference, "title", programme.title)
    _add(conference, "acronym", plan.acronym)
    first, last = plan.bounds(programme)
    if first and last:
        _add(conference, "start", first.isoformat())
        _add(conference, "end", last.isoformat())
    _add(conference, "days", str(len(plan.days)))
    _add(conference, "timeslot_duration", plan.slot)
    unknown = kept(plan.conference, ())
    logo = scalar(unknown.get("logo"))
    optional = (
        ("base_url", programme.base_url),
        ("logo", logo),
        ("url", programme.url),
        ("time_zone_name", programme.zone),
    )
    for tag, text in optional:
        if text:
            _add(conference, tag, text)
    colors = {key: scalar(value) for key, value in fields(unknown.get("colors")).items()}
    if colors.get("primary"):
        _add(conference, "color", primary=colors["primary"], background=colors.get("background"))
    for track in programme.tracks:
        _add(conference, "track", name=track.name, slug=track.slug or slugified(track.name), color=track.color)


def _add_day(root: Element, day: Day, room_guids: dict[str, str]) -> None:
    element = _add(
        root,
        "day",
        index=str(day.index),
        date=day.date.isoformat(),
        start=day.start.isoformat(),
        end=day.end.isoformat(),
    )
    for name, listed in day.rooms.items():
        held = [entry for entry in listed if not entry.item.cancelled]
        if held:
            room = _add(element, "room", guid=room_guids.get(name))
            room.set("name", storable(name))
            for entry in held:
                _add_event(room, entry)


def _add_event(room: Element, entry: Entry) -> None:
    item = entry.item
    unknown = kept(item.original, (), names_hidden(item))
    code = scalar(unknown.get("code"))
    event = _add(
        room,
        "event",
        guid=entry.guid,
        id=str(entry.number),
        code=code if re.fullmatch(r"[0-9A-Z]{6}", code) else None,
    )
    texts = {
        "room": item.room or "",
        "title": item.title,
        "subtitle": item.subtitle,
        "type": item.type,
        "date": entry.start.isoformat(),
        "start": f"{entry.start:%H:%M}",
        "duration": _duration(item.end - item.start),
        "abstract": item.abstract,
        "slug": entry.slug,
        "track": item.track,
        "language": item.language,
        "description": item.description,
    }
    for tag, text in texts.items():
        _add(event, tag, text)
    _add_persons(event, item)
    recording = _add(event, "recording")
    _add(recording, "license", scalar(unknown.get("recording_license")))
    _add(recording, "optout", "true" if item.do_not_record else "false")
    links = _add(event, "links")
    for link in item.links:
        _add(links, "link", link.title or link.url, href=link.url)
    _add_addresses(event, entry, unknown)


def _add_persons(event: Element, item: Item) -> None:
    persons = _add(event, "persons")
    for person in write_persons(item):
        number = whole(person.get("id"))
        _add(persons, "person", scalar(person["name"]), id=str(number or ""), guid=scalar(person.get("guid")))


def _add_addresses(event: Element, entry: Entry, unknown: JsonObject) -> None:
    attachments = _add(event, "attachments")
    for value in entries(unknown.get("attachments")):
        href = scalar(fields(value).get("url")) or scalar(value)
        if web_address(href, "https://relative.invalid/"):
            _add(attachments, "attachment", scalar(fields(value).get("title")) or href, href=href)
    own = (
        ("logo", scalar(unknown.get("logo"))),
        ("url", entry.url),
        ("feedback_url", scalar(unknown.get("feedback_url"))),
    )
    for tag, address in own:
        if address:
            _add(event, tag, address)


def _duration(length: timedelta) -> str:
    """HH:MM, or D:HH:MM where hours need three digits."""
    if length < timedelta(hours=100):
        return write_length(length)
    return f"{length.days}:{write_length(length - timedelta(days=length.days))}"
