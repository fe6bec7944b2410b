"""Own data, erasure, and what is forgotten by itself."""

from datetime import timedelta

import pytest

from hub.accounts import privacy
from hub.accounts.tables import AddressChange, Device, SignInCode
from hub.config import Config
from hub.jobs.worker import Worker
from hub.privacy.declare import declared
from hub.privacy.erasure import erase
from hub.privacy.own_data import own_data
from hub.tables import Person
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.accounts.letters import letters

pytestmark = pytest.mark.anyio

SECRETS = ("zelda", "Zelda", "secret-topic", "very personal")


async def filled(client_for: ClientFor) -> None:
    """Give the scout a life: profile, a code on its way, a change of address on its way."""
    scout = client_for("scout")
    fields = dict.fromkeys(("name_for", "biography_for", "topics_for"), "public")
    about = {"name": "Zelda", "biography": "very personal", "topics": "secret-topic", "language": "de", **fields}
    assert (await scout.post("/me/profile", data=about)).status_code == 303
    assert (await scout.post("/me/address", data={"email": "zelda@new.example"})).status_code == 303
    assert (await client_for("visitor").post("/sign-in", data={"email": "scout@cast.example"})).status_code == 303


async def everything() -> str:
    """Every table as text."""
    return "\n".join([str(await table.select()) for table in declared])


async def test_own_data_holds_what_accounts_know(client_for: ClientFor, cast: Cast) -> None:
    await filled(client_for)
    data = await own_data(cast.persons["scout"])
    assert [row["new"] for row in data["accounts"]["address_changes"]] == ["zelda@new.example"]
    assert [row["label"] for row in data["accounts"]["devices"]] == ["Test"]
    assert cast.tokens["scout"] not in str(data)
    assert "hash" not in str(data)


async def test_after_erasure_only_an_empty_row_is_left(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    await filled(client_for)
    await erase(cast.persons["scout"], now=clock.now)
    row = await Person.select().where(Person.id == cast.persons["scout"]).first()
    assert row is not None
    empty = {
        name: row[name] for name in ("name", "slug", "biography", "biography_html", "topics", "language", "joined")
    }
    assert empty == {**dict.fromkeys(empty, ""), "slug": None, "joined": None}
    assert row["erased"] == clock.now
    text = await everything()
    assert [secret for secret in (*SECRETS, "scout@cast.example", "new.example") if secret in text] == []
    assert not await Device.exists().where(Device.person == cast.persons["scout"])
    assert (await client_for("scout").get("/me")).status_code == 303
    assert (await client_for("member").get("/people/scout")).status_code == 404


async def test_erasure_leaves_those_who_share_the_mailbox(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    from hub.accounts.actions import attach, find_persons

    await attach(cast.persons["member"], "scout@cast.example", now=clock.now)
    await client_for("visitor").post("/sign-in", data={"email": "scout@cast.example"})
    await erase(cast.persons["scout"], now=clock.now)
    assert [each["name"] for each in await find_persons("scout@cast.example")] == ["Member"]
    assert await SignInCode.exists().where(SignInCode.email == "scout@cast.example")


async def test_an_erased_voucher_is_not_kept(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    row = await Person.select(Person.uuid).where(Person.id == cast.persons["member"]).first()
    assert row is not None
    await client_for("coordinator").post(f"/members/{row['uuid']}/address", data={"email": "new@cast.example"})
    await privacy.erase(cast.persons["coordinator"], clock.now)
    assert await AddressChange.select(AddressChange.vouched_by).output(as_list=True) == [None]


async def test_what_is_over_is_forgotten_and_nothing_sooner(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    await filled(client_for)
    await Device.update({Device.last_seen: clock.now}).where(Device.person.is_not_null())
    devices = await Device.count()
    purges = {
        privacy.purge_codes: (timedelta(days=1), 1),
        privacy.purge_address_changes: (timedelta(days=7), 1),
        privacy.purge_devices: (timedelta(days=90), devices),
    }
    start = clock.now
    for purge, (kept, rows) in purges.items():
        assert await purge(start + kept - timedelta(days=1, seconds=1)) == 0, purge
        assert await purge(start + kept + timedelta(days=1)) == rows, purge
        assert await purge(start + kept + timedelta(days=1)) == 0, purge


async def test_a_confirmed_change_is_kept_while_it_can_be_undone(
    client_for: ClientFor, cast: Cast, clock: Clock, worker: Worker, config: Config
) -> None:
    await client_for("member").post("/me/address", data={"email": "new@cast.example"})
    (asked,) = await letters(worker, config)
    clock.forward(hours=23)
    await client_for("visitor").post(asked.path)
    assert await privacy.purge_address_changes(clock.now + timedelta(days=6, hours=23)) == 0
    assert await privacy.purge_address_changes(clock.now + timedelta(days=7, hours=1)) == 1


async def test_the_idle_are_asked_once(cast: Cast, clock: Clock, worker: Worker, config: Config) -> None:
    await Person.update({Person.last_seen: clock.now}).where(Person.id == cast.persons["member"])
    clock.forward(days=729)
    assert await letters(worker, config) == []
    asked = []
    for _ in range(40):
        clock.forward(days=1)
        asked += await letters(worker, config)
    assert [(letter.to, letter.path) for letter in asked] == [("member@cast.example", "/sign-in")]
