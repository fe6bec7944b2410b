"""Where one is signed in."""

import re
import secrets
from datetime import timedelta

import pytest

from hub.accounts.devices import label_of
from hub.accounts.queries import token_hash
from hub.accounts.tables import Device
from tests.cast import Cast
from tests.conftest import ClientFor, Clock

pytestmark = pytest.mark.anyio

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.0 Mobile/15E148 Safari/604.1"
)


async def device(cast: Cast, name: str, clock: Clock, label: str) -> str:
    """Another device of somebody; gives back its token."""
    token = secrets.token_urlsafe(32)
    await Device(
        token_hash=token_hash(token), person=cast.persons[name], label=label, created=clock.now,
        last_seen=clock.now - timedelta(hours=1), expires=clock.now + timedelta(days=90),
    ).save()  # fmt: skip
    return token


@pytest.mark.parametrize(
    ("agent", "label"), [(FIREFOX, "Firefox, Linux"), (IPHONE, "Safari, iPhone"), ("curl/8", ""), ("", "")]
)
def test_a_browser_is_known_by_name_and_system(agent: str, label: str) -> None:
    assert label_of(agent) == label


async def test_own_devices_are_listed_and_nobody_elses(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    await device(cast, "member", clock, "Firefox, Linux")
    await device(cast, "stranger", clock, "Safari, iPhone")
    text = (await client_for("member").get("/me/devices")).text
    assert re.findall(r'person-name"><strong>([^<]*)<', text) == ["Test", "Firefox, Linux"]


async def test_a_revoked_device_is_out_at_once(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    token = await device(cast, "member", clock, "Firefox, Linux")
    other = client_for("visitor")
    other.cookies.set("hub_device", token, domain="hub.test")
    assert (await other.get("/me")).status_code == 200
    mark = token_hash(token)[:16]
    answer = await client_for("member").post(f"/me/devices/{mark}/revoke")
    assert answer.headers["location"] == "/me/devices"
    assert (await other.get("/me")).headers["location"] == "/sign-in?next=/me"
    assert (await client_for("member").get("/me")).status_code == 200


async def test_nobody_revokes_for_others(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    mark = token_hash(cast.tokens["stranger"])[:16]
    for name in (mark, "%" * 16, "_" * 16, "x" * 16, "x"):
        assert (await client_for("member").post(f"/me/devices/{name}/revoke")).status_code == 404
    assert (await client_for("stranger").get("/me")).status_code == 200


async def test_revoking_this_device_signs_out(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("member")
    answer = await client.post(f"/me/devices/{token_hash(cast.tokens['member'])[:16]}/revoke")
    assert answer.headers["location"] == "/"
    assert (await client.get("/me")).status_code == 303


async def test_all_others_are_revoked_at_once(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    await device(cast, "member", clock, "Firefox, Linux")
    await device(cast, "stranger", clock, "Firefox, Linux")
    await client_for("member").post("/me/devices/revoke-others")
    kept = await Device.select(Device.label).where(Device.person == cast.persons["member"]).output(as_list=True)
    assert kept == ["Test"]
    assert await Device.count().where(Device.person == cast.persons["stranger"]) == 2
