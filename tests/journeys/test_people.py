"""Getting in, being somebody, and leaving again."""

import json

import httpx
import icalendar
from playwright.sync_api import Page, expect

from tests.browser import Hub, sign_in
from tests.journeys.conftest import NewPage, SignedIn
from tests.journeys.test_seats import BOOKABLE, confirm_if_asked, open_bookable


def way(javascript: bool) -> str:
    return "mit" if javascript else "ohne"


def come_in_as_somebody_new(page: Page, hub: Hub, name: str) -> None:
    """Sign in with an address that nobody had, and say who one is."""
    sign_in(page, hub, f"{name.lower()}@neu.example", new=True)
    page.fill("input[name=name]", name)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_newcomer_signs_in_and_chooses_a_name(page: Page, hub: Hub, javascript: bool) -> None:
    name = f"Nilufer{way(javascript)}"
    come_in_as_somebody_new(page, hub, name)
    page.goto(f"{hub.url}/me")
    expect(page.locator("main")).to_contain_text(name)
    page.get_by_role("button", name="English").locator("visible=true").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_person_takes_the_data_and_erases_the_account(page: Page, hub: Hub, javascript: bool) -> None:
    name = f"Erik{way(javascript)}"
    come_in_as_somebody_new(page, hub, name)
    open_bookable(page, hub, skip=4)
    page.click(BOOKABLE)
    expect(page.locator("section.main-action")).to_contain_text("Du hast einen Platz")
    page.goto(f"{hub.url}/me/data")
    own = page.request.get(f"{hub.url}/me/data.json")
    assert name in json.dumps(own.json(), ensure_ascii=False)
    page.fill("input[name=word]", "löschen")
    page.locator("main form[action*=erase] button").click()
    expect(page.locator("header.site-head")).to_contain_text("Einloggen")
    assert name not in httpx.get(f"{hub.url}/dev/mail").text


def test_person_makes_and_revokes_a_calendar(signed_in: SignedIn, hub: Hub) -> None:
    page = signed_in("coordinator")
    page.goto(f"{hub.url}/me/calendar")
    page.locator("main form button").first.click()
    address = page.locator("input[readonly]").first.input_value()
    assert "/calendar/me/" in address
    assert icalendar.Calendar.from_ical(httpx.get(address).content)["X-WR-CALNAME"]
    page.goto(f"{hub.url}/me/calendar")
    page.locator("main form[action*=revoke] button").first.click()
    confirm_if_asked(page)
    expect(page.locator("#flashes")).not_to_be_empty()
    assert httpx.get(address).status_code == 404


def test_person_changes_profile_and_signs_out_a_device(new_page: NewPage, hub: Hub) -> None:
    page, other = new_page(), new_page()
    for each in (page, other):
        sign_in(each, hub, "newcomer@demo.example")
    page.goto(f"{hub.url}/me/profile")
    page.fill("input[name=topics]", "Nextcloud, Vereinsrecht")
    page.locator("main form").get_by_role("button", name="Speichern").click()
    expect(page.locator("input[name=topics]")).to_have_value("Nextcloud, Vereinsrecht")
    page.goto(f"{hub.url}/me/devices")
    page.locator("main form button").last.click()
    confirm_if_asked(page)
    expect(page.locator("#flashes")).not_to_be_empty()
    other.goto(f"{hub.url}/me")
    assert "/sign-in" in other.url


def test_administrator_names_the_hub(signed_in: SignedIn, hub: Hub, javascript: bool) -> None:
    page = signed_in("administrator")
    page.goto(f"{hub.url}/admin/settings")
    page.fill("input[name=name]", f"Netz {way(javascript)}")
    page.locator("main form").get_by_role("button", name="Speichern").first.click()
    expect(page.locator("a.site-name")).to_contain_text(f"Netz {way(javascript)}")
    hub.wait_for(
        lambda: f"X-WR-CALNAME:Netz {way(javascript)}\r\n" in httpx.get(f"{hub.url}/calendar/programme.ics").text
    )
