"""Random walks: anybody follows any link and sends any form with anything in it, and the house still stands."""

import json
import random
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
from litestar import Litestar

from hub import demo
from hub.accounts.queries import token_hash
from hub.accounts.tables import Device
from hub.appointments.tables import Appointment, Booking
from hub.calendar import upkeep
from hub.jobs.tables import Job
from hub.jobs.worker import Worker
from hub.mail.tables import Outgoing
from hub.tables import PersonAddress

BASE_URL = "http://hub.test"
VALUES = (
    "", " ", "0", "-1", "7", "99999999999999999999", "Ada", "ada@guests.example", "niemand@", "10:00", "25:61",
    "2026-12-24", "31.12.2026", "0001-01-01", "<script>alert(1)</script>", "javascript:alert(1)",
    "Ω≈ç√ 🎉 مرحبا \u202eabc", "a\0b", "x" * 9_999, "Zeile\n" * 200, "' OR 1=1 --", "%", "../../etc/passwd",
    "[a](javascript:alert(1))", "löschen",
)  # fmt: skip
PATHS = (
    "/", "/programme?past=1", "/events", "/organisations", "/me", "/editing", "/calendar", "/admin",
    "/programme/browse",
)  # fmt: skip


@dataclass
class Form:
    """A form of a page, with the values it would be sent with."""

    action: str
    method: str
    files: bool
    fields: dict[str, list[str]] = field(default_factory=dict)


class Seen(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "a" and known.get("href"):
            self.links.append(known["href"])
        elif tag == "form":
            files = known.get("enctype", "").startswith("multipart")
            self._open = Form(known.get("action", ""), known.get("method", "get").lower(), files)
            self.forms.append(self._open)
        elif self._open is not None and tag in {"input", "textarea", "button"} and known.get("name"):
            self._open.fields.setdefault(known["name"], []).append(known.get("value", ""))
        elif tag == "select":
            self._select = known.get("name", "")
        elif self._open is not None and tag == "option" and self._select:
            self._open.fields.setdefault(self._select, []).append(known.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


class Wanderer:
    """Somebody who goes anywhere, by the links and forms they see."""

    def __init__(self, app: Litestar, name: str, chance: random.Random) -> None:
        self.app, self.name, self.chance = app, name, chance
        self.here, self.page = "/", Seen("")
        self.trail: deque[str] = deque(maxlen=8)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=True),
            base_url=BASE_URL,
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    async def come_in(self, now: datetime) -> None:
        """Be signed in, whatever happened to the devices of this person; visitors stay visitors."""
        rows = await PersonAddress.select(PersonAddress.person).where(
            PersonAddress.address.email == f"{self.name}@demo.example"
        )
        if rows:
            token = secrets.token_urlsafe(32)
            await Device(
                token_hash=token_hash(token), person=rows[0]["person"], label="", created=now, last_seen=now,
                expires=now + timedelta(days=3650),
            ).save()  # fmt: skip
            self.client.cookies.set("hub_device", token)

    async def step(self) -> None:
        """Follow a link, send a form, or go somewhere else."""
        choice = self.chance.random()
        if choice < 0.4 and self.page.forms:
            await self._send(self.chance.choice(self.page.forms))
        elif choice < 0.9 and self.page.links:
            await self._go(self.chance.choice(self.page.links))
        else:
            await self._go(self.chance.choice(PATHS))

    async def _go(self, link: str) -> None:
        target = urlsplit(urljoin(BASE_URL + self.here, link))
        if f"{target.scheme}://{target.netloc}" == BASE_URL:
            await self._look(await self._request("GET", target.path + (f"?{target.query}" if target.query else "")))

    async def _send(self, form: Form) -> None:
        values = {name: self._value(offered) for name, offered in form.fields.items() if self.chance.random() < 0.97}
        address = urlsplit(urljoin(BASE_URL + self.here, form.action)).path
        if form.method == "get":
            answer = await self._request("GET", address, params=values)
        elif form.files:
            content = json.dumps(values).encode() * self.chance.randrange(3)
            files = {name: ("a.csv", content) for name in ("file", "logo") if name in values}
            rest = {name: value for name, value in values.items() if name not in files}
            answer = await self._request("POST", address, data=rest, files=files)
        else:
            answer = await self._request("POST", address, data=values)
        await self._look(answer)

    def _value(self, offered: list[str]) -> str:
        if self.chance.random() < 0.75:
            return self.chance.choice(offered) or self.chance.choice(VALUES)
        return self.chance.choice(VALUES)

    async def _request(self, method: str, address: str, **sent: object) -> httpx.Response:
        self.trail.append(f"{self.name} {method} {address} {str(sent)[:300]}")
        return await self.client.request(method, address, **sent)  # type: ignore[arg-type]

    async def _look(self, answer: httpx.Response) -> None:
        for _ in range(5):
            if answer.status_code not in {302, 303, 307} or not answer.headers["location"].startswith("/"):
                break
            answer = await self._request("GET", answer.headers["location"])
        assert answer.status_code < 500, self.trail
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert "<h1" in answer.text, self.trail
            assert "<script>alert" not in answer.text, self.trail
            self.here, self.page = answer.request.url.path, Seen(answer.text)


async def wander(app: Litestar, worker: Worker, *, steps: int, seed: int, now: datetime) -> None:
    """Let all roles of the demo community walk in turn, the worker doing its part now and then."""
    chance = random.Random(seed)
    people = [Wanderer(app, name, chance) for name in ("visitor", *demo.ROLES)]
    for number in range(steps):
        somebody = chance.choice(people)
        if number % 100 == 0:
            await worker.round()
            for each in people:
                await each.come_in(now)
        await somebody.step()
    await worker.round()
    for each in people:
        await each.client.aclose()


async def assert_whole(now: datetime) -> None:
    """Nothing is out of step: seats and their counters, calendars and their sessions, letters and jobs."""
    bookings = await Booking.select(Booking.appointment, Booking.state, Booking.assistant).where(Booking.active == 1)
    for row in await Appointment.select(Appointment.id, Appointment.taken, Appointment.waiting):
        mine = [each for each in bookings if each["appointment"] == row["id"]]
        seated = [each for each in mine if each["state"] in {"held", "confirmed"} and not each["assistant"]]
        assert row["taken"] == len(seated)
        assert row["waiting"] == len([each for each in mine if each["state"] == "waiting"])
    assert await upkeep.check(now) == []
    assert await Job.select(Job.name, Job.error).where(Job.attempts > 0) == []
    assert await Outgoing.select(Outgoing.message, Outgoing.error).where(Outgoing.error != "") == []
