"""Own data, erasure, and what is forgotten with time."""

import pytest

from hub.organisations import me, personal
from hub.organisations.tables import KnownAddress, MailDomain
from hub.tables import Address, Organisation, PersonAddress
from tests.cast import Cast
from tests.conftest import ClientFor, Clock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def listed(cast: Cast) -> Cast:
    """member stands in alpha's member list and is its contact; so is colleague in beta's list."""
    for name, place in (("member", "alpha"), ("colleague", "beta")):
        await KnownAddress(
            organisation=cast.organisations[place], email=f"{name}@cast.example", name=name.title()
        ).save()
    change = {Organisation.contact_name: "Member", Organisation.contact_email: "member@cast.example"}
    await Organisation.update(change).where(Organisation.slug == "alpha")
    return cast


async def test_own_data_holds_memberships_and_member_lists(listed: Cast, clock: Clock) -> None:
    found = await personal.export(listed.persons["member"])
    assert [(row["organisation"], row["state"], row["coordinator"]) for row in found["memberships"]] == [
        ("Alpha", "released", False)
    ]
    assert found["member_lists"] == [{"organisation": "Alpha", "email": "member@cast.example", "name": "Member"}]
    assert await personal.export(listed.persons["newcomer"]) == {"memberships": [], "member_lists": []}


async def test_erasure_leaves_no_entry_in_a_member_list(listed: Cast, clock: Clock) -> None:
    await personal.erase(listed.persons["member"], clock.now)
    assert await KnownAddress.select(KnownAddress.email).output(as_list=True) == ["colleague@cast.example"]


async def test_erasure_leaves_others_behind_a_shared_mailbox_alone(listed: Cast, clock: Clock) -> None:
    shared = await Address.select(Address.id).where(Address.email == "member@cast.example").first()
    assert shared is not None
    await PersonAddress(person=listed.persons["colleague"], address=shared["id"], main=False).save()
    for place, name in (("beta", "Colleague"), ("south", "Member")):
        await KnownAddress(organisation=listed.organisations[place], email="member@cast.example", name=name).save()
    await personal.erase(listed.persons["member"], clock.now)
    rows = await KnownAddress.select(KnownAddress.email, KnownAddress.name).order_by(KnownAddress.id)
    assert [(row["email"], row["name"]) for row in rows] == [
        ("colleague@cast.example", "Colleague"), ("member@cast.example", "Colleague"),
    ]  # fmt: skip


async def test_a_month_after_closing_contact_and_list_are_forgotten(
    listed: Cast, client_for: ClientFor, clock: Clock
) -> None:
    await client_for("editor_south").post("/editing/organisations/beta/close")
    assert await personal.purge(clock.forward(days=29)) == 0
    assert await personal.purge(clock.forward(days=2)) == 2
    assert await personal.purge(clock.now) == 0
    row = await Organisation.select(Organisation.contact_email).where(Organisation.slug == "beta").first()
    assert row == {"contact_email": ""}
    assert await KnownAddress.select(KnownAddress.name).output(as_list=True) == ["Member"]


async def test_my_page_says_where_i_belong_and_what_is_my_turn(
    listed: Cast, client_for: ClientFor, clock: Clock
) -> None:
    await client_for("newcomer").post("/organisations/alpha/join")
    await MailDomain(organisation=listed.organisations["beta"], domain="cast.example").save()
    newcomer = await me.load(await listed.viewer("newcomer"), clock.now)
    assert newcomer is not None
    assert [(row["name"], row["state"]) for row in newcomer["organisations"]] == [("Alpha", "asked")]
    assert [row["slug"] for row in newcomer["offers"]] == ["beta"]
    coordinator = await me.load(await listed.viewer("coordinator"), clock.now)
    assert coordinator is not None
    assert [(row["waiting"], row["coordinators"]) for row in coordinator["organisations"]] == [(1, 1)]
