"""Publishing is of what was looked at."""

import re
from dataclasses import replace

import pytest

from sessions.programme.actions import change_session
from sessions.programme.sheets import content_of
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio


def sent_by(page: str, begins: str) -> dict[str, str]:
    """What a form sends besides what people type; `begins` stands in its first line alone."""
    form = page.partition(begins)[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


async def test_what_changed_since_it_was_looked_at_is_not_published(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    row, editor = await kit.session(cast, hosts=("member",)), client_for("editor")
    path = f"/editing/sessions/{row['uuid']}"
    looked_at = sent_by((await editor.get(path)).text, f'action="{path}/publish"')
    clock.forward(minutes=1)
    content = replace(content_of(row), summary="Ganz anders")
    await change_session(row["id"], content, by=await cast.viewer("editor"), now=clock.now)
    answer = await editor.post(f"{path}/publish", data=looked_at, follow_redirects=True)
    assert "Das hat jemand geändert, seit Du es angesehen hast." in answer.text
    assert (await kit.session_row(row["uuid"]))["appointment.state"] == "draft"
    assert (
        await editor.post(f"{path}/publish", data=sent_by(answer.text, f'action="{path}/publish"'))
    ).status_code == 303
    assert (await kit.session_row(row["uuid"]))["appointment.state"] == "published"


async def test_an_event_is_not_published_with_drafts_that_nobody_looked_at(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    event, editor = await kit.event(cast), client_for("editor_north")
    path = f"/editing/events/{event['uuid']}"
    looked_at = sent_by((await editor.get(f"{path}/publish")).text, 'class="form"')
    assert sorted(looked_at) == ["seen", "seen_with_sessions"]
    await kit.session(cast, event=event["id"], start=NOW.replace(year=2027, month=5, day=3))
    answer = await editor.post(f"{path}/publish", data={**looked_at, "with_sessions": "1"}, follow_redirects=True)
    assert "Das hat jemand geändert, seit Du es angesehen hast." in answer.text
    assert (await kit.event_row(event["uuid"]))["appointment.state"] == "draft"
    assert (await editor.post(f"{path}/publish", data=looked_at)).status_code == 303
    assert (await kit.event_row(event["uuid"]))["appointment.state"] == "published"
