"""One object of every kind that stands behind an address, each where the cast stands near to it and far from it.

Everything belongs to alpha, in the north, unless its name says otherwise: the scout gives it, the colleague wrote the
draft, the coordinator took the seat that the member has, the newcomer applied for an organisation. So every object is
somebody's own, of the same organisation, of another one, and of another branch.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hub.accounts.queries import token_hash
from hub.accounts.tables import AddressChange, SignInCode
from hub.appointments import keys, seats
from hub.appointments.seats import Wish
from hub.appointments.tables import Appointment, Host
from hub.calendar import personal
from hub.organisations.actions.colleagues import not_me_mark
from hub.settings.tables import Logo, PageVersion, Report
from hub.tables import Membership, Organisation, Person
from sessions.booking.tables import HostPledge, Needs
from sessions.programme.actions.stand_ins import secret_hash
from sessions.programme.tables import Event, Session, StandIn
from sessions.transfer import drafts
from sessions.transfer.tables import ImportDraft
from tests.cast import Cast
from tests.sessions.programme import making
from tests.sessions.transfer.files import schedule, talk

Thing = dict[str, str]

EVERYBODY = frozenset(
    {
        "visitor", "newcomer", "member", "colleague", "coordinator", "scout", "stranger", "editor_north",
        "editor_south", "editor", "administrator",
    }
)  # fmt: skip
MEMBERS = EVERYBODY - {"visitor", "newcomer"}
EDITORS = frozenset({"editor_north", "editor_south", "editor"})
OF_THE_BRANCH = frozenset({"editor_north", "editor"})
OF_THE_ORGANISATION = frozenset({"member", "colleague", "coordinator"})
# What the table calls people, for the objects of this world.
GROUPS: dict[str, frozenset[str]] = {
    "everybody": EVERYBODY,
    "nobody": frozenset(),
    "everybody with an account": EVERYBODY - {"visitor"},
    "members": MEMBERS,
    "scouts": frozenset({"scout"}),
    "editors": EDITORS,
    "editors of the branch": OF_THE_BRANCH,
    "editors of all": frozenset({"editor"}),
    "administrators": frozenset({"administrator"}),
    "the person": frozenset({"member"}),
    "the deputy": frozenset({"member"}),
    "its hosts": frozenset({"scout"}),
    "its author": frozenset({"colleague"}),
    "coordinators": frozenset({"coordinator"}),
    "its coordinators": frozenset({"coordinator"}),
    "its people": OF_THE_ORGANISATION,
    "its people and those below it": OF_THE_ORGANISATION | {"scout"},
    "whoever applied": frozenset({"newcomer"}),
    "whoever uploaded it": frozenset({"editor_north"}),
    "whoever is not signed in": frozenset({"visitor"}),
}


@dataclass
class World:
    """`things` by what the table calls them, each with what addresses have in their braces; `forms` that posts need.

    `secrets` are words that may stand in no answer but to these characters.
    """

    cast: Cast
    now: datetime
    secret: str
    things: dict[str, Thing] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    async def move_in(cls, cast: Cast, now: datetime, secret: str) -> "World":
        """Make one of everything."""
        world = cls(cast, now, secret)
        await world._people()
        event = await world._events()
        await world._sessions(event)
        await world._seats()
        await world._uploads(event)
        await world._organisations()
        await world._accounts()
        await world._administration()
        await world._calendars()
        return world

    async def _people(self) -> None:
        values: dict[Any, Any] = {Person.name: "Hanne Wirbel", Person.name_for: "members"}
        await Person.update(values).where(Person.id == self.cast.persons["scout"])
        self.secrets["Wirbel"] = MEMBERS
        for name in self.cast.persons:
            self.secrets[f"{name}@cast.example"] = frozenset({name})
        for name in OF_THE_ORGANISATION:
            self.secrets[f"{name}@cast.example"] |= {"coordinator"} | OF_THE_BRANCH
        for name in ("member", "scout"):
            self.things[f"the page of a {name}"] = {"slug": name}

    async def _events(self) -> int:
        day, north = (self.now + timedelta(days=20)).date(), self.cast.organisations["north"]
        for title, sees, values in (
            ("Festival", EVERYBODY, {}),
            ("Klausur", MEMBERS, {"visible_to": "members", "open_to": "members"}),
            ("Rohbau", OF_THE_BRANCH, {"state": "draft"}),
        ):
            id = await making.event(title, day, self.now, branch=north, organisation=north, **values)
            row = await Event.select(Event.uuid, Event.slug).where(Event.id == id).first()
            assert row is not None
            name = {"Festival": "an event", "Klausur": "an event for members", "Rohbau": "a draft of an event"}[title]
            self.things[name] = {"event": str(row["uuid"]), "slug": row["slug"], "name": f"{row['slug']}.ics"}
            self.secrets[title] = sees
            if title == "Festival":
                event = id
            if title == "Klausur":
                await self._session("a session in an event for members", "Pausenkaffee", EVERYBODY, event=id)
        await making.room(event, "Aula")
        await making.track(event, "Ufer")
        self.forms["/rooms/remove"] = {"which": "Aula"}
        self.forms["/tracks/remove"] = {"which": "ufer"}
        return event

    async def _session(
        self, name: str, title: str, sees: frozenset[str], *, hosts: tuple[str, ...] = ("scout",), **values: Any
    ) -> int:
        alpha = self.cast.organisations["alpha"]
        defaults = {"organisation": alpha, "branch": alpha, "start": self.now + timedelta(minutes=10)}
        persons = [self.cast.persons[each] for each in hosts]
        author = self.cast.persons["colleague"]
        id = await making.session(title, self.now, hosts=persons, created_by=author, **{**defaults, **values})
        row = await Session.select(Session.uuid, Session.slug).where(Session.appointment == id).first()
        assert row is not None
        uuid = str(row["uuid"])
        self.things[name] = {"slug": row["slug"], "uuid": uuid, "session": uuid}
        self.secrets[title] = sees
        return id

    async def _sessions(self, event: int) -> None:
        organisation = f"org:{self.cast.organisations['alpha']}"
        hosts_and_editors = OF_THE_BRANCH | {"scout"}
        below = OF_THE_ORGANISATION | hosts_and_editors
        draft = hosts_and_editors | {"colleague", "coordinator"}
        for name, title, sees, values in (
            ("a session", "Nebelhorn", EVERYBODY, {"event": event, "tags": ["Funk"], "place": "Hafen 1, 24103 Kiel",
                                                  "place_kind": "hybrid"}),
            ("a session to choose", "Brücke", EVERYBODY, {"event": event, "registration": "event"}),
            ("a session for members", "Kajüte", MEMBERS, {"visible_to": "members", "open_to": "members",
                                                         "event": event}),
            ("a session of the organisation", "Bilge", below, {"visible_to": organisation, "open_to": organisation}),
            ("a session for scouts", "Ausguck", hosts_and_editors | EDITORS | {"administrator"},
             {"visible_to": "scouts", "open_to": "scouts"}),
            ("a session for staff", "Messe", hosts_and_editors | EDITORS | {"administrator"},
             {"visible_to": "staff", "open_to": "staff"}),
            ("a draft", "Kielschwein", draft, {"state": "draft", "event": event}),
            ("a webinar of a scout", "Lotsenruf", EVERYBODY, {"type": "webinar"}),
            ("a proposal", "Logbuch", draft, {"state": "draft", "handed_in": self.now}),
            ("a draft of a webinar", "Vorpiek", draft, {"type": "webinar", "state": "draft"}),
            ("a cancelled session", "Flaute", EVERYBODY, {"state": "cancelled"}),
            ("a session without registration", "Steg", EVERYBODY, {"registration": "none"}),
            ("a session without a host", "Wache", EVERYBODY, {"hosts": ()}),
        ):  # fmt: skip
            await self._session(name, title, sees, **values)
        await self._stand_in()
        person = await self._uuid("scout")
        for step in ("add", "first", "remove"):
            self.forms[f"/hosts/{step}"] = {"person": str(person)}

    async def _uuid(self, name: str) -> UUID:
        row = await Person.select(Person.uuid).where(Person.id == self.cast.persons[name]).first()
        assert row is not None
        found: UUID = row["uuid"]
        return found

    async def _stand_in(self) -> None:
        thing, secret = self.things["a session without a host"], secrets.token_urlsafe(24)
        session = (
            await Session.select(Session.id, Session.appointment).where(Session.uuid == UUID(thing["uuid"])).first()
        )
        assert session is not None
        people = self.cast.persons
        await StandIn(
            session=session["id"], absent=people["scout"], deputy=people["member"], position=0,
            secret_hash=secret_hash(secret), created=self.now, due=self.now + timedelta(minutes=5), accepted=False,
        ).save()  # fmt: skip
        thing["secret"] = secret
        await Host(appointment=session["appointment"], person=people["member"], position=100, deputy=True).save()
        self.things["a wrong link to step in"] = {"secret": "x" * 32}

    async def _seats(self) -> None:
        people = self.cast.persons
        alpha = self.cast.organisations["alpha"]
        session = UUID(self.things["a session"]["uuid"])
        row = await Appointment.select(Appointment.id).where(Appointment.uuid == session).first()
        assert row is not None
        wish = Wish(person=people["member"], by=people["coordinator"], shown_name="Mitglied", organisation=alpha)
        seat = await seats.take(row["id"], wish, now=self.now)
        await HostPledge(person=people["scout"], at=self.now).save()
        await Needs(booking=seat.booking, text="Leihrollstuhl").save()
        self.secrets["Leihrollstuhl"] = frozenset({"scout", "member"})
        self.things["a seat"] = {"uuid": str(seat.uuid), "mark": keys.mark(seat.uuid, self.secret)}
        self.things["a seat by a wrong link"] = {"uuid": str(seat.uuid), "mark": "0" * 32}
        self.forms["/people/cancel"] = {"booking": str(seat.uuid)}
        whole = await Event.select(Event.appointment).where(Event.slug == self.things["an event"]["slug"]).first()
        assert whole is not None
        wish = Wish(person=people["member"], by=people["member"], shown_name="Mitglied")
        place = await seats.take(whole["appointment"], wish, now=self.now)
        self.things["a seat for the whole event"] = {
            "uuid": str(place.uuid),
            "mark": keys.mark(place.uuid, self.secret),
        }
        start = self.now + timedelta(hours=3)
        id = await making.session("Gleich", self.now, capacity=0, start=start)
        line = await seats.take(id, wish, now=self.now)
        soon: dict[Any, Any] = {Appointment.capacity: 1, Appointment.start: self.now + timedelta(hours=1)}
        await Appointment.update(soon).where(Appointment.id == id)
        self.things["a place in line"] = {"uuid": str(line.uuid), "mark": keys.mark(line.uuid, self.secret)}
        self.forms["/choose"] = {"session": self.things["a session to choose"]["uuid"]}
        self.forms["/book/{uuid}"] = {"shown_name": "Wer da", "email": "wer@da.example"}
        self.forms["/book/{uuid}/colleagues"] = {"persons": str(await self._uuid("colleague"))}
        self.forms["/join/{uuid}"] = {"name": "Wer da"}

    async def _uploads(self, event: int) -> None:
        by, base = self.cast.persons["editor_north"], self.things["an event"]
        file = await drafts.keep(schedule(talk(1)), filename="x.json", event=event, by=by, now=self.now)
        table = uuid4()
        body = b"Wann;Uhrzeit;Worum\n01.12.2026;10:00;Padlet\n"
        await ImportDraft(uuid=table, event=event, by=by, filename="x.csv", body=body, created=self.now).save()
        self.things["an uploaded file"] = {"event": base["event"], "draft": str(file)}
        self.things["an uploaded table"] = {"event": base["event"], "draft": str(table)}

    async def _organisations(self) -> None:
        cast, now = self.cast, self.now
        self.things["an organisation"] = {"slug": "alpha", "name": "alpha.ics", "step": "close"}
        self.things["an organisation that hides"] = {"slug": "hidden"}
        hidden: dict[Any, Any] = {Organisation.street: "Geheimweg 7"}
        await Organisation.update(hidden).where(Organisation.slug == "hidden")
        self.secrets |= {"Geheimweg": OF_THE_BRANCH, "contact@hidden.example": OF_THE_BRANCH}
        for slug, state in (("applying", "applied"), ("closed", "closed")):
            await cast.found(slug, "member", "north", now)
            change: dict[Any, Any] = {Organisation.state: state, Organisation.name: f"Werft {slug}"}
            await Organisation.update(change).where(Organisation.slug == slug)
        self.secrets |= {"Werft applying": OF_THE_BRANCH | {"newcomer"}, "Werft closed": OF_THE_BRANCH}
        await Membership(
            person=cast.persons["newcomer"], organisation=cast.organisations["applying"], state="asked",
            coordinator=True, created=now,
        ).save()  # fmt: skip
        self.things["an application"] = {"slug": "applying", "name": "applying.ics", "step": "release"}
        self.things["a closed organisation"] = {"slug": "closed", "name": "closed.ics", "step": "reopen"}
        await cast.person("asker", now)
        await cast.ask("asker", "alpha", now)
        self.secrets["asker@cast.example"] = OF_THE_BRANCH | {"coordinator"}
        asker = {"slug": "alpha", "person": str(await self._uuid("asker"))}
        self.things["somebody who asks to join"] = {**asker, "step": "release"}
        member = {"slug": "alpha", "person": str(await self._uuid("member"))}
        self.things["one of its people"] = {**member, "step": "coordinator"}
        alpha = await Organisation.select(Organisation.uuid).where(Organisation.slug == "alpha").first()
        assert alpha is not None
        mark = not_me_mark(person=UUID(member["person"]), organisation=alpha["uuid"], created=now, secret=self.secret)
        self.things["an entry"] = {**member, "mark": mark}
        self.things["an entry by a wrong link"] = {**member, "mark": "0" * 40}

    async def _accounts(self) -> None:
        member, now = self.cast.persons["member"], self.now
        self.things["a member"] = {"uuid": str(await self._uuid("member"))}
        self.things["a device"] = {"mark": token_hash(self.cast.tokens["member"])[:16]}
        new, undo, link = (secrets.token_urlsafe(32) for _ in range(3))
        for confirmed, confirm_hash, undo_hash in ((None, token_hash(new), ""), (now, "", token_hash(undo))):
            await AddressChange(
                person=member, old="member@cast.example", new="neu@cast.example", confirm_hash=confirm_hash,
                undo_hash=undo_hash, created=now, confirmed=confirmed,
            ).save()  # fmt: skip
        await SignInCode(
            email="member@cast.example", link_hash=token_hash(link), code_hash="", browser_hash="", created=now,
            expires=now + timedelta(minutes=15), next="",
        ).save()  # fmt: skip
        self.things["a new address"] = {"token": new}
        self.things["a changed address"] = {"token": undo}
        self.things["a mailed way in"] = {"token": link}
        self.things["a wrong link"] = {"token": "x" * 43}

    async def _administration(self) -> None:
        now = self.now
        await PageVersion(page="impressum", number=1, title="Impressum", body="Wir", html="Wir", created=now).save()
        self.things["a footer page"] = {"key": "impressum", "number": "1"}
        await Logo(fingerprint="f" * 32, type="image/png", body=b"png", created=now).save()
        self.things["a logo"] = {"fingerprint": "f" * 32}
        self.forms["/give-up"] = {"step": "no-coordinator"}
        for name, closed in (("a report", None), ("a closed report", now)):
            row = Report(uuid=uuid4(), address="/", reason="wrong", text="Leuchtfeuer", created=now, closed=closed)
            await row.save()
            self.things[name] = {"uuid": str(row.uuid)}
        self.secrets["Leuchtfeuer"] = EDITORS | {"administrator"}
        self.things["a letter of the demo"] = {"key": "x"}
        self.things["a file of the pages"] = {"fingerprint": "0", "path": "css/hub.css"}
        self.things["the description of the API"] = {"path": "openapi.json"}

    async def _calendars(self) -> None:
        token = secrets.token_urlsafe(32)
        await personal.make(self.cast.persons["member"], token=token, now=self.now)
        self.things["a personal calendar"] = {"name": f"{token}.ics"}
        self.things["a wrong address of a calendar"] = {"name": f"{'x' * 43}.ics"}
        self.things["a topic"] = {"name": "funk.ics"}
        self.things["a place"] = {"name": "kiel.ics"}
