from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from hub.calendar.itip import Method, invitation
from hub.calendar.vevent import Entry, render

ENTRY = Entry(
    uid="session-5f0c@hub.example.org",
    changed=datetime(2026, 5, 2, 9, 30, tzinfo=UTC),
    sequence=3,
    start=datetime(2026, 7, 14, 8, 0, tzinfo=UTC),
    end=datetime(2026, 7, 14, 9, 30, tzinfo=UTC),
    zone="Europe/Berlin",
    summary="Barrierefreie Einladungen",
    location="Online",
    url="https://hub.example.org/sessions/barrierefreie-einladungen",
    description=None,
    cancelled=False,
    cancelled_word="Abgesagt",
    categories=(),
    private=False,
)


def mail(entry: Entry = ENTRY, method: Method = "REQUEST", sequence: int = 3, **changes: Any) -> bytes:
    """The calendar part of a mail to Ada."""
    people: dict[str, Any] = {
        "organizer": ("Hub der Verbände", "hub@example.org"),
        "attendee": ("Ada Lovelace", "ada@example.org"),
    }
    people |= changes
    return invitation(entry, method=method, sequence=sequence, product="Hub", language="de", **people)


def lines(body: bytes) -> list[str]:
    """The unfolded lines between the time zone and the end."""
    unfolded = body.decode().replace("\r\n ", "")
    return unfolded.partition("END:VTIMEZONE\r\n")[2].split("\r\n")


def test_an_invitation_is_the_published_event_with_its_two_people() -> None:
    people = [
        'ORGANIZER;CN="Hub der Verbände":mailto:hub@example.org',
        'ATTENDEE;CN="Ada Lovelace";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:ada@example.org',
    ]
    published = render(ENTRY).decode().replace("\r\n ", "").split("\r\n")
    assert lines(mail()) == [*published[:-2], *people, "END:VEVENT", "END:VCALENDAR", ""]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_envelope_names_the_method_and_no_calendar(method: Method) -> None:
    head = mail(method=method).decode().partition("BEGIN:VTIMEZONE")[0].split("\r\n")
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hub//hub//DE",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        "",
    ]


def test_giving_up_a_seat_takes_the_event_out_without_calling_it_cancelled() -> None:
    before, after = lines(mail()), lines(mail(method="CANCEL", sequence=4))
    assert [line for line in after if line not in before] == [
        "SEQUENCE:4",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]
    assert [line for line in before if line not in after] == ["SEQUENCE:3", "STATUS:CONFIRMED"]


def test_a_cancelled_event_is_taken_out_and_never_requested() -> None:
    cancelled = replace(ENTRY, cancelled=True)
    event = Calendar.from_ical(mail(cancelled, method="CANCEL", sequence=4)).walk("VEVENT")[0]
    read = (event["UID"], event["SEQUENCE"], event["STATUS"], event["SUMMARY"])
    assert read == (ENTRY.uid, 4, "CANCELLED", "Abgesagt: Barrierefreie Einladungen")
    with pytest.raises(ValueError, match="CANCEL"):
        mail(cancelled)


def test_names_cannot_break_out_of_their_quotes() -> None:
    evil = mail(attendee=('Ada "Countess";X=1\r\nATTENDEE:x', "ada@example.org\r\nATTENDEE:mailto:bob@example.org"))
    event = Calendar.from_ical(evil).walk("VEVENT")[0]
    assert str(event["ATTENDEE"]) == "mailto:ada@example.orgATTENDEE:mailto:bob@example.org"
    assert event["ATTENDEE"].params["CN"] == "Ada 'Countess';X=1 ATTENDEE:x"


def test_nobody_without_address_is_invited() -> None:
    assert 'CN="ada@example.org"' in mail(attendee=(" ", "ada@example.org")).decode().replace("\r\n ", "")
    with pytest.raises(ValueError, match="ATTENDEE"):
        mail(attendee=("Ada", " "))
