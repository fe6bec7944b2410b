"""The people of the demo community, and one way in for each role."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hub.accounts.actions import attach
from hub.database import write
from hub.demo import __file__ as demo_package
from hub.slugs import free_slug
from hub.tables import Membership, Organisation, Person, RoleGrant
from hub.text import render

FILE = Path(demo_package).parent / "people.toml"
# Who of people.toml one becomes in each role; coordinator and member are colleagues, in the branch of "branch".
ENTRIES = {
    "verwaltung": "administrator",
    "redaktion-bund": "editor",
    "redaktion-nord": "branch",
    "aylin": "scout",
    "elke": "coordinator",
    "irmgard": "member",
    "newcomer": "newcomer",
}
NEWCOMER = {"key": "newcomer", "name": "Toni Neumann", "role": "newcomer", "topics": []}


def people() -> list[dict[str, Any]]:
    """Everybody of the file, and the newcomer, each with an address; the seven ways in have their role's."""
    found = [*tomllib.loads(FILE.read_text())["person"], NEWCOMER]
    return [{**each, "email": f"{ENTRIES.get(each['key'], each['key'])}@demo.example"} for each in found]


async def move_in(now: datetime) -> None:
    """Bring everybody in; organisations must be there."""
    rows = [(each, render(each.get("bio", ""))) for each in people()]
    slugs = {row["slug"]: row["id"] for row in await Organisation.select(Organisation.slug, Organisation.id)}
    async with write():
        for each, html in rows:
            await _person(each, html, slugs, now)


async def _person(each: dict[str, Any], html: str, organisations: dict[str, int], now: datetime) -> None:
    # Everybody came at some time of the last two years; scouts and the teams show themselves to everybody.
    since = now - timedelta(days=30 + uuid5(NAMESPACE_URL, each["key"]).int % 700)
    public = "public" if each["role"] in {"scout", "editor"} else "members"
    person = Person(
        uuid=uuid5(NAMESPACE_URL, f"person:{each['key']}"),
        slug=await free_slug(Person, Person.slug, each["name"], "person"),
        name=each["name"],
        biography=each.get("bio", ""),
        biography_html=html,
        topics=", ".join(each["topics"]),
        language="de",
        name_for=public,
        biography_for=public,
        topics_for=public,
        created=since,
        joined=since,
        last_seen=now,
    )
    await person.save()
    await attach(person.id, each["email"], now=since)
    if each["role"] in {"scout", "editor", "administrator"}:
        branch = organisations.get(each.get("branch", ""))
        await RoleGrant(person=person.id, role=each["role"], organisation=branch, created=since).save()
    if place := organisations.get(each.get("organisation", "")):
        coordinator = each["role"] == "coordinator"
        await Membership(
            person=person.id,
            organisation=place,
            state="released",
            coordinator=coordinator,
            created=since,
            released=since,
        ).save()
