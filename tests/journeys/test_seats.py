"""Taking seats, as different people do."""

import re
import zlib
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import icalendar
from playwright.sync_api import Page, expect

from tests.browser import Hub, text_of
from tests.journeys.conftest import SignedIn

OUTPUT = Path(__file__).parent.parent / "output"
BOOKABLE = "section.main-action .button-primary:has-text('Platz sichern')"


def open_bookable(page: Page, hub: Hub, *, skip: int = 0) -> str:
    """Go to a session of the programme that has free seats and take its address."""
    page.goto(f"{hub.url}/programme?free=1&open_to=public")
    links = page.locator(".agenda-title a").evaluate_all("found => found.map(each => each.href)")
    for link in links:
        page.goto(link)
        if page.locator(BOOKABLE).count() and (skip := skip - 1) < 0:
            return page.url
    raise AssertionError("the demo has no session with free seats")


def picture(page: Page, name: str) -> None:
    """A picture as the README shows it; a new one is copied from here to docs/pictures."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}.png", clip={"x": 0, "y": 0, "width": 1280, "height": 860})


def test_visitor_finds_a_session_and_subscribes(page: Page, hub: Hub) -> None:
    page.goto(hub.url)
    page.get_by_role("link", name="Das ganze Programm").click()
    picture(page, "programme")
    title = page.locator(".agenda-title a").first.inner_text()
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    picture(page, "session")
    page.get_by_role("link", name="Kalender-Abo").first.click()
    address = page.locator("input[readonly]").first.input_value()
    feed = icalendar.Calendar.from_ical(httpx.get(address).content)
    assert title in {str(event["SUMMARY"]) for event in feed.walk("VEVENT")}


def test_guest_takes_and_cancels_a_seat(page: Page, hub: Hub, javascript: bool) -> None:
    email = f"ada-{'js' if javascript else 'plain'}@guests.example"
    session = open_bookable(page, hub)
    page.click(BOOKABLE)
    page.fill("input[name=shown_name]", "Ada")
    page.fill("input[name=email]", email)
    page.locator("main form").get_by_role("button", name="Platz sichern").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("bestätigen")
    link = re.search(r"http://\S+/bookings/\S+", text_of(hub.next_letter(email, 0)))
    assert link is not None
    page.goto(link.group())
    page.get_by_role("button", name="Ja, Platz bestätigen").click()
    expect(page.get_by_role("heading", name="Du bist Ada? Nicht Du?")).to_be_visible()
    invitation = hub.next_letter(email, 1)
    part = next(each for each in invitation.walk() if each.get_content_type() == "text/calendar")
    event = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
    download = httpx.get(f"{session}.ics")
    assert download.headers["content-type"] == "text/calendar; charset=utf-8"
    assert icalendar.Calendar.from_ical(download.content).walk("VEVENT")[0]["UID"] == event["UID"]
    page.get_by_role("button", name="Platz absagen").click()
    confirm_if_asked(page)
    expect(page.locator("#flashes")).to_contain_text("abgesagt")


def confirm_if_asked(page: Page) -> None:
    """Say yes in the dialog that JavaScript puts before something that cannot be undone."""
    if page.locator("html.js").count():
        page.locator("dialog[open] button[value=yes]").click()


def test_member_takes_and_cancels_a_seat(signed_in: SignedIn, hub: Hub) -> None:
    page = signed_in("member")
    open_bookable(page, hub, skip=1)
    title = page.get_by_role("heading", level=1).inner_text()
    page.click(BOOKABLE)
    expect(page.locator("section.main-action")).to_contain_text("Du hast einen Platz")
    page.goto(f"{hub.url}/me/programme")
    expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile(rf"Platz absagen\s*: {re.escape(title)}")).click()
    confirm_if_asked(page)
    expect(page.locator("section.main-action")).to_contain_text("frei")


def test_member_waits_and_moves_up(signed_in: SignedIn, hub: Hub, javascript: bool) -> None:
    scout, first = signed_in("scout"), signed_in("branch")
    title = f"Passwörter teilen ohne Zettel {'mit' if javascript else 'ohne'} Skript"
    address = write_session(scout, hub, title=title, capacity="1")
    first.goto(address)
    first.click(BOOKABLE)
    expect(first.locator("section.main-action")).to_contain_text("Du hast einen Platz")
    scout.goto(address)
    expect(scout.locator("section.main-action")).to_contain_text("1 Platz ist vergeben")
    member = signed_in("member")
    member.goto(address)
    member.get_by_role("button", name="Auf die Warteliste").click()
    expect(member.locator("section.main-action")).to_contain_text("Platz 1 der Warteliste")
    first.goto(address)
    first.get_by_role("button", name="Platz absagen").click()
    confirm_if_asked(first)
    expect(first.locator("#flashes")).to_contain_text("abgesagt")
    member.goto(address)
    expect(member.locator("section.main-action")).to_contain_text("Du hast einen Platz")
    hub.wait_for(lambda: any(title in letter["Subject"] for letter in hub.letters("member@demo.example")))


def write_session(page: Page, hub: Hub, *, title: str, capacity: str = "", begins: datetime | None = None) -> str:
    """Write a session as somebody who may publish, publish it, and give back the address of its page.

    It takes an hour, or until midnight. Without a beginning (in the zone of the hub) it has a day of its own, so that
    no host clashes with themselves.
    """
    begins = begins or datetime(2031, 1, 7, 10) + timedelta(days=zlib.crc32(title.encode()) % 700)
    ends = min(begins + timedelta(hours=1), begins.replace(hour=23, minute=59))
    page.goto(f"{hub.url}/editing/sessions/new")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=summary]", "Ein gemeinsamer Tresor statt der Liste am Bildschirmrand.")
    page.fill("input[name=day]", str(begins.date()))
    page.fill("input[name=begins]", f"{begins:%H:%M}")
    page.fill("input[name=ends]", f"{ends:%H:%M}")
    page.fill("input[name=capacity]", capacity)
    page.locator("button:visible[value=save]").click()
    # Whoever gives two at once is warned, and may.
    expect(page.get_by_role("button", name=re.compile("Veröffentlichen|Trotzdem speichern")).first).to_be_visible()
    if page.get_by_role("button", name="Trotzdem speichern").count():
        page.get_by_role("button", name="Trotzdem speichern").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    return str(page.locator("main a[href*='/sessions/']").first.evaluate("link => link.href"))


def test_coordinator_takes_seats_for_colleagues(signed_in: SignedIn, hub: Hub) -> None:
    page = signed_in("coordinator")
    open_bookable(page, hub, skip=2)
    page.get_by_role("link", name="Plätze für Kolleg*innen sichern").click()
    box = page.locator("input[name=persons]:not([disabled])").first
    box.check()
    page.get_by_role("button", name="Diese Plätze sichern").click()
    expect(page.locator("main")).to_contain_text("Platz gesichert")


def test_keyboard_alone_takes_a_seat(signed_in: SignedIn, hub: Hub) -> None:
    page = signed_in("branch")
    open_bookable(page, hub, skip=3)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Platz sichern":
            break
    outline = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert outline >= 3
    page.keyboard.press("Enter")
    expect(page.locator("section.main-action")).to_contain_text("Du hast einen Platz")
