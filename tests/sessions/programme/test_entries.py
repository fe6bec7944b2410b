"""What calendars show of sessions and events, and in which public feeds that stands."""

from datetime import date

import pytest

from hub.tables import Organisation
from sessions.programme import actions
from sessions.programme.entries import describe_events, describe_sessions
from tests.cast import Cast
from tests.conftest import NOW
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio


async def test_a_session_in_all_its_feeds(cast: Cast) -> None:
    event = await kit.event(cast, publish=True)
    room = await actions.add_room(event["id"], name="Aula", by=await cast.viewer("editor"), now=NOW)
    row = await kit.session(
        cast, event=event["id"], room=room, place_kind="hybrid", place="Deichweg 1, 24103 Kiel", tags=("Ablage",),
        summary="Kurz.", description="Wir *ordnen*.", publish=True,
    )  # fmt: skip
    (shown,) = (await describe_sessions([row["appointment.id"]])).values()
    organisations = {f"organisation:{cast.organisations[name]}" for name in ("federation", "north", "alpha")}
    assert shown.feeds == {
        "programme", "online", f"event:{event['uuid']}", "tag:ablage", "place:kiel", *organisations,
    }  # fmt: skip
    assert shown.titles == {"tag:ablage": "Ablage", "place:kiel": "Kiel"}
    assert shown.location == "Aula, Deichweg 1, 24103 Kiel"
    assert shown.categories == ("Workshop", "Ablage")
    assert shown.description == (
        f"Kurz.\n\nWir ordnen.\n\nAnmeldung und Einlass: http://hub.test/sessions/{row['slug']}"
    )
    assert shown.private is False


async def test_what_is_not_public_stands_in_no_feed(cast: Cast) -> None:
    draft = await kit.session(cast)
    internal = await kit.session(cast, visible_to="members", open_to="members", tags=("Ablage",), publish=True)
    found = await describe_sessions([draft["appointment.id"], internal["appointment.id"]])
    assert {id: (shown.feeds, shown.private) for id, shown in found.items()} == {
        internal["appointment.id"]: (frozenset(), True)
    }


async def test_a_session_online_leads_to_the_hub_and_names_no_place(cast: Cast) -> None:
    event = await kit.event(cast, visible_to="members", open_to="members", publish=True)
    row = await kit.session(cast, organisation=None, event=event["id"], publish=True)
    (shown,) = (await describe_sessions([row["appointment.id"]])).values()
    assert shown.location == f"http://hub.test/sessions/{row['slug']}"
    assert shown.feeds == {"programme", "online"}


@pytest.mark.parametrize(("hidden", "feeds"), [(False, {"place:kiel"}), (True, set())])
async def test_a_session_without_address_is_in_the_town_of_its_organisation_unless_that_hides(
    cast: Cast, hidden: bool, feeds: set[str]
) -> None:
    await Organisation.update({Organisation.address_hidden: hidden}).where(Organisation.slug == "alpha")
    row = await kit.session(cast, place_kind="on_site", place="", publish=True)
    (shown,) = (await describe_sessions([row["appointment.id"]])).values()
    assert {feed for feed in shown.feeds if feed.startswith("place:")} == feeds
    assert set(shown.titles) == feeds


async def test_a_cancelled_session_stays_and_says_why(cast: Cast) -> None:
    row = await kit.session(cast, publish=True)
    await actions.cancel_session(row["id"], reason="Sturm", by=await cast.viewer("editor"), now=NOW)
    (shown,) = (await describe_sessions([row["appointment.id"]])).values()
    assert (shown.reason, "programme" in shown.feeds) == ("Sturm", True)


async def test_events_are_shown_on_whole_days(cast: Cast) -> None:
    draft, row = await kit.event(cast), await kit.event(cast, publish=True)
    internal = await kit.event(cast, visible_to="members", open_to="members", publish=True)
    found = await describe_events([each["appointment.id"] for each in (draft, row, internal)])
    assert {id: (shown.all_day, shown.feeds) for id, shown in found.items()} == {
        row["appointment.id"]: ((date(2027, 5, 3), date(2027, 5, 5)), {f"days:{row['uuid']}"}),
        internal["appointment.id"]: ((date(2027, 5, 3), date(2027, 5, 5)), frozenset()),
    }
