"""What scouts, editors and member organisations do."""

import re
from pathlib import Path

import httpx
from playwright.sync_api import expect

from tests.browser import Hub, text_of
from tests.journeys.conftest import SignedIn
from tests.journeys.test_people import way
from tests.journeys.test_seats import BOOKABLE, write_session


def test_scout_writes_and_publishes_a_webinar(signed_in: SignedIn, hub: Hub, javascript: bool) -> None:
    page = signed_in("scout")
    page.goto(f"{hub.url}/editing/sessions/new")
    page.fill("input[name=day]", "2031-05-06")
    page.locator("button:visible[value=save]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("input[name=day]")).to_have_value("2031-05-06")
    title = f"Bildrechte ohne Bauchweh {way(javascript)} Skript"
    address = write_session(page, hub, title=title)
    assert title in httpx.get(address).text
    assert title in httpx.get(f"{hub.url}/calendar/programme.ics").text.replace("\r\n ", "")


def test_editor_imports_a_programme(signed_in: SignedIn, hub: Hub, javascript: bool, tmp_path: Path) -> None:
    page = signed_in("editor")
    page.goto(f"{hub.url}/events")
    page.goto(f"{hub.url}/editing/events/new")
    title = f"Stadtteilkonferenz {way(javascript)} Skript"
    page.fill("input[name=title]", title)
    page.fill("input[name=first]", "2031-06-03")
    page.fill("input[name=last]", "2031-06-03")
    page.locator("button:visible[value=save]").click()
    event = page.url.rstrip("/")
    file = tmp_path / "programm.csv"
    file.write_text("Datum;Uhrzeit;Titel;Mit;Ort\n03.06.2031;10:00–11:30 Uhr;Quartiersrat digital;Ada Lau;Kiel\n")
    page.goto(f"{event}/import")
    page.set_input_files("input[type=file]", file)
    page.locator("main form button[type=submit]").first.click()
    for _ in range(3):
        if page.get_by_role("button", name=re.compile("übernehmen|importieren", re.I)).count():
            page.get_by_role("button", name=re.compile("übernehmen|importieren", re.I)).first.click()
        elif page.locator("main form button[type=submit]").count():
            page.locator("main form button[type=submit]").first.click()
    page.goto(event)
    expect(page.locator("main")).to_contain_text("Quartiersrat digital")


def test_back_button_after_filtering(signed_in: SignedIn, hub: Hub) -> None:
    page = signed_in("member")
    page.goto(f"{hub.url}/programme")
    everything = page.locator(".agenda-title").count()
    page.get_by_role("link", name="Vor Ort").first.click()
    page.wait_for_url(lambda url: "place" in url or "?" in url)
    page.locator(".agenda-title a").first.click()
    page.wait_for_url("**/sessions/**")
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("header.site-head")).to_be_visible()
    assert 0 < page.locator(".agenda-title").count() < everything
    page.go_back()
    expect(page.locator(".agenda-title")).to_have_count(everything)


def test_keyboard_reads_on_after_filtering(signed_in: SignedIn, hub: Hub, javascript: bool) -> None:
    page = signed_in("member")
    for start, link, there in (
        ("?free=1", ".chips a", "/programme"),
        ("", "[rel=next]", "page=2"),
        ("?page=2", "[rel=prev]", "/programme"),
    ):
        page.goto(f"{hub.url}/programme{start}")
        page.locator(link).first.press("Enter")
        page.wait_for_url(lambda url, there=there: url.endswith(there))
        if javascript:
            expect(page.locator("#result-count")).to_be_focused()


def test_editor_cancels_a_session_and_people_are_told(signed_in: SignedIn, hub: Hub, javascript: bool) -> None:
    editor, member = signed_in("editor"), signed_in("member")
    title = f"Haustechnik im Griff {way(javascript)} Skript"
    address, desk = write_session(editor, hub, title=title), editor.url
    member.goto(address)
    member.click(BOOKABLE)
    expect(member.locator("section.main-action")).to_contain_text("Du hast einen Platz")
    editor.goto(desk)
    editor.get_by_role("link", name="Veranstaltung absagen").click()
    editor.fill("[name=reason]", "Die Referentin ist krank.")
    editor.locator("main form button[type=submit]").first.click()
    expect(editor.locator("#flashes")).not_to_be_empty()

    def told() -> list[str]:
        letters = [letter for letter in hub.letters("member@demo.example") if title in letter["Subject"]]
        return [text_of(letter) for letter in letters if "Die Referentin ist krank." in text_of(letter)]

    hub.wait_for(lambda: len(told()) == 1)
    member.goto(address)
    expect(member.locator("main")).to_contain_text("Die Referentin ist krank.")


def test_applicant_becomes_a_member_organisation(signed_in: SignedIn, hub: Hub, javascript: bool) -> None:
    applicant, editor = signed_in("newcomer"), signed_in("editor")
    name = f"Nachbarschaftsladen {way(javascript)} Garten"

    def found() -> list[str]:
        answer = httpx.get(f"{hub.url}/api/organisations", params={"q": name}).json()
        return [each["name"] for each in answer["organisations"]]

    applicant.goto(f"{hub.url}/organisations/apply")
    for field, value in (("name", name), ("place", "Kiel"), ("postcode", "24103"), ("contact_name", "N. Neu")):
        applicant.fill(f"input[name={field}]", value)
    applicant.fill("input[name=contact_email]", "laden@nachbarn.example")
    applicant.fill("textarea[name=summary]", "Wir reparieren, kochen und lernen zusammen.")
    applicant.locator("select[name=parent]").select_option(index=1)
    applicant.locator("main form button[type=submit]").last.click()
    expect(applicant.locator("#flashes")).not_to_be_empty()
    assert found() == []
    editor.goto(f"{hub.url}/editing/organisations")
    editor.locator("article", has_text=name).get_by_role("button", name="Freigeben", exact=True).click()
    expect(editor.locator("#flashes")).not_to_be_empty()
    assert found() == [name]
