"""Reporting without an account, and dealing with it."""

import mailbox
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import pytest

from hub.config import Config
from hub.jobs.worker import Worker
from hub.privacy.purge import purge_everything
from hub.settings.tables import Report
from tests.conftest import ClientFor, Clock

pytestmark = pytest.mark.anyio

BARRIER = {
    "reason": "barrier",
    "text": "Der Knopf ist nicht zu hören.\nMit NVDA.",
    "address": "/programme",
    "reply_to": "leserin@reports.example",
}


def letters(config: Config) -> list[EmailMessage]:
    box = mailbox.Maildir(config.data / "mail", create=False)
    parsed = [message_from_bytes(bytes(letter), policy=policy.default) for letter in box]
    return sorted(parsed, key=lambda letter: str(letter["To"]))


async def only() -> dict[str, object]:
    rows = await Report.select()
    assert len(rows) == 1
    return rows[0]


async def test_a_report_reaches_the_queue_and_the_administrators_without_its_text(
    visitor: httpx.AsyncClient, client_for: ClientFor, worker: Worker, config: Config
) -> None:
    answer = await visitor.post("/report", data=BARRIER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/programme")
    uuid = (await only())["uuid"]
    assert f"/editing/reports/{uuid}" in (await client_for("editor_south").get("/editing/reports")).text
    page = (await client_for("editor").get(f"/editing/reports/{uuid}")).text
    assert "Der Knopf ist nicht zu hören." in page
    assert 'href="/programme"' in page
    await worker.round()
    (letter,) = letters(config)
    assert (letter["To"], letter["Subject"]) == ("administrator@cast.example", "Neu im Hub: Hier ist eine Barriere")
    said = [part.get_content() for kind in ("plain", "html") if (part := letter.get_body((kind,))) is not None]
    assert [f"http://hub.test/editing/reports/{uuid}" in each for each in said] == [True, True]
    assert "Knopf" not in "".join(said)


async def test_an_answer_goes_by_mail_once_and_closes_the_report(
    visitor: httpx.AsyncClient, client_for: ClientFor, worker: Worker, config: Config
) -> None:
    await visitor.post("/report", data=BARRIER)
    uuid = (await only())["uuid"]
    editor = client_for("editor_north")
    assert (await editor.post(f"/editing/reports/{uuid}/close", data={"answer": "Behoben."})).status_code == 303
    assert (await editor.post(f"/editing/reports/{uuid}/close", data={"answer": "Nochmal."})).status_code == 409
    await worker.round()
    letter = letters(config)[-1]
    assert letter["To"] == "leserin@reports.example"
    text = letter.get_body(("plain",))
    assert text is not None
    assert "\n\nBehoben.\n\n" in text.get_content()
    assert "Mit NVDA." in text.get_content()
    assert len(letters(config)) == 2
    assert str(uuid) not in (await editor.get("/editing/reports")).text
    assert str(uuid) in (await editor.get("/editing/reports?state=closed")).text
    assert "hat eine Meldung erledigt" in (await client_for("administrator").get("/editing/audit")).text


async def test_closing_without_an_answer_can_be_undone(visitor: httpx.AsyncClient, client_for: ClientFor) -> None:
    await visitor.post("/report", data={**BARRIER, "reply_to": ""})
    uuid = (await only())["uuid"]
    editor = client_for("administrator")
    await editor.post(f"/editing/reports/{uuid}/close", data={})
    assert (await only())["closed"] is not None
    assert "Wieder öffnen" in (await editor.get("/editing/reports")).text
    await editor.post(f"/editing/reports/{uuid}/reopen")
    assert (await only())["closed"] is None


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("text", "", "Bitte ausfüllen"),
        ("text", "x" * 5001, "höchstens 5000 Zeichen"),
        ("text", "a\u0000b", "unsichtbare Steuerzeichen"),
        ("reason", "", "Bitte ausfüllen"),
        ("reason", "nonsense", "Bitte eine der Möglichkeiten wählen"),
        ("reply_to", "a@b, c@d.example", "Bitte eine Mailadresse angeben"),
        ("address", "x" * 501, "höchstens 500 Zeichen"),
    ],
)
async def test_a_bad_report_keeps_what_was_typed(
    visitor: httpx.AsyncClient, field: str, value: str, error: str
) -> None:
    answer = await visitor.post("/report", data={**BARRIER, field: value})
    assert (answer.status_code, error in answer.text) == (422, True)
    kept = "/programme" if field != "address" else "leserin@reports.example"
    assert f'value="{kept}"' in answer.text
    assert await Report.count() == 0


async def test_what_people_write_is_shown_as_text(visitor: httpx.AsyncClient, client_for: ClientFor) -> None:
    await visitor.post("/report", data={**BARRIER, "text": "<b>x</b> \u202e🦜", "address": "javascript:alert(1)"})
    page = (await client_for("editor").get(f"/editing/reports/{(await only())['uuid']}")).text
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert 'href="javascript' not in page


async def test_the_form_knows_the_page_one_came_from(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/report", headers={"Referer": "http://hub.test/programme?page=2"})
    assert 'value="/programme"' in page.text
    assert 'value="/impressum"' in (await visitor.get("/report?address=/impressum")).text
    assert 'href="/report?page=/organisations"' in (await visitor.get("/organisations")).text
    assert 'href="/report?page=/"' in (await visitor.get("/")).text
    assert 'value="/organisations"' in (await visitor.get("/report?page=/organisations")).text
    assert "/evil" not in (await visitor.get("/report", headers={"Referer": "http://other.example/evil"})).text
    assert "evil" not in (await visitor.get("/report?address=https://evil.example/x")).text


async def test_after_reporting_one_never_lands_elsewhere(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/report", data={**BARRIER, "address": "https://evil.example/"})
    assert answer.headers["location"] == "/"


async def test_five_an_hour_from_one_sender(visitor: httpx.AsyncClient, clock: Clock) -> None:
    codes = [(await visitor.post("/report", data=BARRIER)).status_code for _ in range(6)]
    assert codes == [303, 303, 303, 303, 303, 429]
    for path in ("/report", "/kontakt"):
        kept = (await visitor.post(path, data=BARRIER)).text
        assert BARRIER["text"] in kept
        assert "sehr oft versucht" in kept
    clock.forward(hours=1)
    assert (await visitor.post("/report", data=BARRIER)).status_code == 303


async def test_the_contact_page_takes_messages(visitor: httpx.AsyncClient, client_for: ClientFor) -> None:
    message = {"reason": "contact", "text": "Wie werde ich Scout?"}
    assert (await visitor.post("/kontakt", data={**message, "text": ""})).status_code == 422
    assert (await visitor.post("/kontakt", data=message)).headers["location"] == "/kontakt"
    assert "Eine Nachricht oder Frage" in (await client_for("administrator").get("/editing/reports")).text


@pytest.mark.parametrize("who", ["member", "coordinator", "scout", "newcomer"])
async def test_only_those_who_look_after_the_hub_see_reports(
    visitor: httpx.AsyncClient, client_for: ClientFor, who: str
) -> None:
    await visitor.post("/report", data=BARRIER)
    uuid = (await only())["uuid"]
    for path in ("/editing/reports", f"/editing/reports/{uuid}"):
        assert (await client_for(who).get(path)).status_code == 403
    assert (await client_for(who).post(f"/editing/reports/{uuid}/close")).status_code == 403
    assert (await visitor.get("/editing/reports")).status_code == 303


@pytest.mark.parametrize("uuid", ["0", "00000000-0000-4000-8000-000000000000"])
async def test_an_unknown_report_is_not_found(client_for: ClientFor, uuid: str) -> None:
    assert (await client_for("editor").get(f"/editing/reports/{uuid}")).status_code == 404


async def test_closed_reports_go_after_a_year(visitor: httpx.AsyncClient, client_for: ClientFor, clock: Clock) -> None:
    for _ in range(2):
        await visitor.post("/report", data=BARRIER)
    uuid = (await Report.select(Report.uuid).order_by(Report.id).first() or {})["uuid"]
    await client_for("editor").post(f"/editing/reports/{uuid}/close", data={})
    await purge_everything(clock.forward(days=364))
    assert await Report.count() == 2
    await purge_everything(clock.forward(days=2))
    assert [row["closed"] for row in await Report.select(Report.closed)] == [None]


async def test_errors_at_fields_speak_the_language_of_the_page(visitor: httpx.AsyncClient) -> None:
    for language, words in (("en", "Please fill this in."), ("de", "Bitte ausfüllen."), ("en", "Please fill this in.")):
        answer = await visitor.post("/report", data={}, headers={"Accept-Language": language})
        assert words in answer.text


async def test_a_secret_link_is_not_taken_over_into_the_form(visitor: httpx.AsyncClient) -> None:
    secret = "http://hub.test/bookings/nZ3kQ0v9b1T7yXw2LrPqA8sDfGhJkLmN4oPqRsTuVwX"
    assert "nZ3kQ0v9" not in (await visitor.get("/report", headers={"Referer": secret})).text
    mark = f"http://hub.test/bookings/0c0ffee0-0000-4000-8000-000000000000/{'0123456789abcdef' * 2}"
    assert "0123456789" not in (await visitor.get("/report", headers={"Referer": mark})).text
    link = await visitor.get("/sign-in/nZ3kQ0v9b1T7yXw2LrPqA8sDfGhJkLmN4oPqRsTuVwX")
    assert 'href="/report"' in link.text
