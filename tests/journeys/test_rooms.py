"""Through the door into the room, which is another origin under the hub's own policy."""

import json
import re
from datetime import datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import jwt
from playwright.sync_api import Page, expect

from tests.browser import Hub, text_of
from tests.journeys.conftest import SECRET, NewPage, Rooms, SignedIn
from tests.journeys.test_people import way
from tests.journeys.test_seats import BOOKABLE, write_session


def come_in(page: Page, rooms: str) -> tuple[str, dict[str, str]]:
    """Press the button before the door; gives back the room, and who one is there."""
    page.get_by_role("button", name="Jetzt hereinkommen").click()
    page.wait_for_url(f"{rooms}/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello")
    room, _, fragment = page.url.removeprefix(f"{rooms}/").partition("#")
    token = json.loads(unquote(fragment.removeprefix("jwt=").partition("&")[0]))
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="jitsi")
    assert claims["room"] == room
    return room, claims["context"]["user"]


def test_host_and_guest_enter_the_room(
    signed_in: SignedIn, new_page: NewPage, hub: Hub, rooms: str, javascript: bool
) -> None:
    host, guest, email = signed_in("scout"), new_page(), f"tuer-{way(javascript)}@guests.example"
    begins = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(minutes=8)
    title = f"Sprechstunde Serienbrief {way(javascript)} Skript"
    address = write_session(host, hub, title=title, begins=begins)
    guest.goto(address)
    guest.click(BOOKABLE)
    guest.fill("input[name=shown_name]", "Ada")
    guest.fill("input[name=email]", email)
    guest.locator("main form").get_by_role("button", name="Platz sichern").click()
    link = re.search(r"http://\S+/bookings/\S+", text_of(hub.next_letter(email, 0)))
    assert link is not None
    guest.goto(link.group())
    guest.get_by_role("button", name="Ja, Platz bestätigen").click()

    Rooms.asked.clear()
    guest.get_by_role("link", name="Zum Einlass").click()
    room, as_guest = come_in(guest, rooms)
    host.goto(address)
    host.get_by_role("link", name="Jetzt hereinkommen").click()
    same_room, as_host = come_in(host, rooms)
    assert (room, as_guest["name"], as_guest["moderator"]) == (same_room, "Ada", "false")
    assert as_host["moderator"] == "true"
    assert {(path, sent) for path, sent in Rooms.asked if path != "/favicon.ico"} == {(f"/{room}", None)}

    guest.go_back()
    expect(guest.get_by_role("button", name="Jetzt hereinkommen")).to_be_visible()


def test_the_door_page_keeps_the_focus_while_it_waits(
    signed_in: SignedIn, hub: Hub, rooms: str, javascript: bool
) -> None:
    host = signed_in("scout")
    begins = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(minutes=50)
    host.goto(write_session(host, hub, title="Sprechstunde zum Warten", begins=begins))
    host.get_by_role("link", name="Zum Einlass").click()
    host.clock.install()
    host.reload()
    host.get_by_role("link", name="Raum einrichten").focus()
    status = host.locator("#door [role=status]").element_handle()
    if javascript:
        with host.expect_response(re.compile("/join/")):
            host.clock.fast_forward(61_000)
        host.clock.run_for(500)
    expect(host.get_by_role("link", name="Raum einrichten")).to_be_focused()
    assert status.is_visible()
