"""From a draft to the queue of the editors, and back to whoever wrote it."""

import httpx
import pytest

from hub.config import Config
from hub.jobs.worker import Worker
from hub.tables import Audit
from sessions.programme.actions import copy_session, publish_session, withdraw_session
from sessions.programme.tables import Session
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio

TITLE = "Nextcloud kennenlernen"


async def post(client: httpx.AsyncClient, row: kit.Row, step: str, **form: str) -> httpx.Response:
    return await client.post(f"/editing/sessions/{row['uuid']}/{step}", data=form)


async def listed(client: httpx.AsyncClient, part: str) -> bool:
    return TITLE in (await client.get(f"/editing?part={part}")).text


async def test_a_draft_waits_for_the_editors_only_once_it_is_handed_in(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    row = await kit.session(cast, by="coordinator")
    editor, writer = client_for("editor_north"), client_for("coordinator")
    assert (await listed(editor, "waiting"), await listed(editor, "others")) == (False, True)
    page = (await writer.get(f"/editing/sessions/{row['uuid']}")).text
    assert "Zur Veröffentlichung vorschlagen" in page
    assert (await post(writer, row, "propose")).status_code == 303
    assert (await listed(editor, "waiting"), await listed(editor, "others")) == (True, False)
    assert not await listed(client_for("editor_south"), "waiting")
    await worker.round()
    assert kit.told(config) == [("editor_north", f"Zu veröffentlichen: {TITLE}")]
    assert f"/editing/sessions/{row['uuid']}" in kit.text_of(kit.letters(config)[0])
    page = (await writer.get(f"/editing/sessions/{row['uuid']}")).text
    assert ("Zur Veröffentlichung vorschlagen" in page, "Die Redaktion hat den Vorschlag" in page) == (False, True)
    assert (await post(writer, row, "propose")).status_code == 404


async def test_whoever_may_publish_it_proposes_nothing(client_for: ClientFor, cast: Cast) -> None:
    own = await kit.session(cast, by="editor_north")
    webinar = await kit.session(
        cast, by="scout", type="webinar", organisation=cast.organisations["alpha-house"], hosts=("scout",)
    )
    for name, row in (("editor_north", own), ("scout", webinar)):
        page = (await client_for(name).get(f"/editing/sessions/{row['uuid']}")).text
        assert ("vorschlagen" in page, "/publish" in page) == (False, True)
        assert (await post(client_for(name), row, "propose")).status_code == 404


async def test_publishing_tells_whoever_wrote_it(cast: Cast, worker: Worker, config: Config) -> None:
    row, editor = await kit.session(cast, by="coordinator"), await cast.viewer("editor_north")
    await Session.update({Session.handed_in: NOW}).where(Session.id == row["id"])
    await publish_session(row["id"], by=editor, now=NOW)
    await worker.round()
    assert kit.told(config) == [("coordinator", f"Veröffentlicht: {TITLE}")]
    assert f"/sessions/{row['slug']}" in kit.text_of(kit.letters(config)[0])
    await withdraw_session(row["id"], by=editor, now=NOW)
    assert (await kit.session_row(row["uuid"]))["handed_in"] is None


async def test_who_publishes_their_own_draft_gets_no_mail(cast: Cast, worker: Worker, config: Config) -> None:
    row = await kit.session(cast, by="editor_north")
    await publish_session(row["id"], by=await cast.viewer("editor_north"), now=NOW)
    await worker.round()
    assert kit.told(config) == []


async def test_a_proposal_goes_back_with_a_word_and_comes_again(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    row = await kit.session(cast, by="coordinator")
    editor, writer = client_for("editor_north"), client_for("coordinator")
    assert (await editor.get(f"/editing/sessions/{row['uuid']}/send-back")).status_code == 404
    await post(writer, row, "propose")
    assert "Zurückgeben" in (await editor.get(f"/editing/sessions/{row['uuid']}")).text
    empty = await post(editor, row, "send-back", word=" ")
    assert (empty.status_code, "Bitte" in empty.text) == (422, True)
    await post(editor, row, "send-back", word="Bitte noch die Uhrzeit prüfen.\nDanke!")
    assert not await listed(editor, "waiting")
    await worker.round()
    assert kit.told(config) == [
        ("coordinator", f"Bitte noch einmal ansehen: {TITLE}"),
        ("editor_north", f"Zu veröffentlichen: {TITLE}"),
    ]
    assert "Bitte noch die Uhrzeit prüfen.\nDanke!" in kit.text_of(kit.letters(config)[0])
    assert (await post(writer, row, "propose")).status_code == 303
    assert await listed(editor, "waiting")
    verbs = await Audit.select(Audit.verb).order_by(Audit.id).output(as_list=True)
    assert verbs == ["session.created", "session.proposed", "session.sent_back", "session.proposed"]


async def test_the_copy_of_a_proposal_is_a_draft(client_for: ClientFor, cast: Cast) -> None:
    row = await kit.session(cast, by="coordinator")
    await post(client_for("coordinator"), row, "propose")
    uuid = await copy_session(row["id"], day=NOW.date(), by=await cast.viewer("coordinator"), now=NOW)
    assert (await kit.session_row(uuid))["handed_in"] is None
