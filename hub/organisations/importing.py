"""What an imported member list would change: new, changed, unchanged, and what contradicts the tree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.organisations.actions.known import FOR_EVERYBODY
from hub.organisations.member_list import Line, MemberList
from hub.organisations.queries import Row
from hub.organisations.tables import KnownAddress, MailDomain
from hub.tables import Membership, Organisation, PersonAddress
from hub.viewer import Viewer

FIELDS = ("place", "postcode", "street", "website")
CHUNK = 500


@dataclass(frozen=True)
class Conflict:
    """A line that is left out, and why: unknown_region, no_region, other_branch, ambiguous, elsewhere,
    contradicts, closed, application, domain_for_everybody."""

    line: int
    why: str
    value: str = ""


@dataclass
class Item:
    """One organisation of the list, with all its lines.

    `organisation` is the row it meets (None for a new one), `parent` where a new one goes. `changes` maps a field to
    old and new; `addresses` (email → name) and `domains` are those not known yet; `releases` an application.
    """

    name: str
    lines: list[int]
    values: dict[str, str]
    parent: Row
    organisation: Row | None = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    domains: set[str] = field(default_factory=set)
    releases: bool = False

    @property
    def kind(self) -> str:
        """new, changed or unchanged."""
        if self.organisation is None:
            return "new"
        return "changed" if self.changes or self.addresses or self.domains or self.releases else "unchanged"


@dataclass(frozen=True)
class Plan:
    """What an import would do."""

    items: tuple[Item, ...]
    conflicts: tuple[Conflict, ...]
    ignored: tuple[str, ...] = ()

    def of(self, kind: str) -> list[Item]:
        """The items that are new, changed or unchanged."""
        return [item for item in self.items if item.kind == kind]

    @property
    def changes_something(self) -> bool:
        """Whether carrying it out would do anything."""
        return any(item.kind != "unchanged" for item in self.items)


def folded(text: str) -> str:
    """A name as it is compared: capitals and spaces make no difference."""
    return " ".join(text.casefold().split())


async def plan(members: MemberList, *, viewer: Viewer) -> Plan:
    """Compare a list with the organisations of the branches that the viewer edits."""
    columns = (
        Organisation.id,
        Organisation.slug,
        Organisation.name,
        Organisation.kind,
        Organisation.path,
        Organisation.state,
        *(getattr(Organisation, name) for name in FIELDS),
    )
    rows = await Organisation.select(*columns).order_by(Organisation.id)
    return await _Comparison(rows, viewer).compare(members)


class _Comparison:
    """One list against all organisations, which are loaded once."""

    def __init__(self, rows: Sequence[Row], viewer: Viewer) -> None:
        self.viewer = viewer
        self.by_id = {row["id"]: row for row in rows}
        self.parents = [row for row in rows if row["kind"] in {"federation", "regional"} and row["state"] == "released"]
        self.by_name: dict[str, list[Row]] = {}
        for row in rows:
            self.by_name.setdefault(folded(row["name"]), []).append(row)
        self.items: dict[tuple[int, str, str], Item] = {}
        self.conflicts: list[Conflict] = []

    async def compare(self, members: MemberList) -> Plan:
        for line in members.lines:
            self._take(line)
        await self._leave_out_strangers()
        await self._leave_out_known()
        return Plan(tuple(self.items.values()), tuple(self.conflicts), members.ignored)

    def _take(self, line: Line) -> None:
        parent = self._parent(line)
        if isinstance(parent, Conflict):
            self.conflicts.append(parent)
            return
        met = self._met(line, parent)
        if isinstance(met, Conflict):
            self.conflicts.append(met)
            return
        key = (met["id"], "", "") if met else (-parent["id"], folded(line.name), line.postcode)
        item = self.items.get(key)
        if item is None:
            item = self.items[key] = Item(line.name, [], {}, parent, met)
            item.releases = bool(met and met["state"] == "applied")
        if problem := _contradiction(item, line):
            self.conflicts.append(problem)
            return
        self._add(item, line)

    def _parent(self, line: Line) -> Row | Conflict:
        """The regional federation of a line; without the column the only one that the viewer edits."""
        edited = [row for row in self.parents if self.viewer.edits(row["path"])]
        if not line.region:
            regions = [row for row in edited if row["kind"] == "regional"]
            return regions[0] if len(regions) == 1 else Conflict(line.number, "no_region")
        wanted = folded(line.region)
        found = [row for row in self.parents if wanted in {folded(row["name"]), row["slug"]}]
        # People write "Landesverband Nord" for what is called "Paritätischer Landesverband Nord".
        found = found or [row for row in self.parents if wanted in folded(row["name"])]
        if len(found) != 1:
            return Conflict(line.number, "unknown_region", line.region)
        if found[0] not in edited:
            return Conflict(line.number, "other_branch", line.region)
        return found[0]

    def _met(self, line: Line, parent: Row) -> Row | Conflict | None:
        """The organisation that a line means: of the same name in that branch, told apart by postcode."""
        same = [
            row
            for row in self.by_name.get(folded(line.name), [])
            if row["path"].startswith(parent["path"]) and row["id"] != parent["id"]
        ]
        if line.postcode and len(same) > 1:
            same = [row for row in same if row["postcode"] == line.postcode]
        if len(same) > 1:
            return Conflict(line.number, "ambiguous", line.name)
        elsewhere = [row for row in self.by_name.get(folded(line.name), []) if row["postcode"] == line.postcode]
        if not same and line.postcode and elsewhere:
            return Conflict(line.number, "elsewhere", line.name)
        if same and same[0]["state"] in {"rejected", "closed"}:
            return Conflict(line.number, "closed", line.name)
        return same[0] if same else None

    def _add(self, item: Item, line: Line) -> None:
        item.lines.append(line.number)
        for name in FIELDS:
            value = getattr(line, name)
            if not value:
                continue
            item.values[name] = value
            if item.organisation is not None and item.organisation[name] != value:
                item.changes[name] = (item.organisation[name], value)
        if line.email:
            item.addresses[line.email] = item.addresses.get(line.email) or line.person
        if line.domain in FOR_EVERYBODY:
            self.conflicts.append(Conflict(line.number, "domain_for_everybody", line.domain))
        elif line.domain:
            item.domains.add(line.domain)

    async def _leave_out_strangers(self) -> None:
        """Release no application of somebody whom the list does not name: whoever applies takes any name they like."""
        applied = {
            item.organisation["id"]: key for key, item in self.items.items() if item.organisation and item.releases
        }
        if not applied:
            return
        members = await Membership.select(Membership.organisation, Membership.person).where(
            Membership.organisation.is_in(sorted(applied))
        )
        persons = sorted({row["person"] for row in members})
        columns = (PersonAddress.person, PersonAddress.address.email)
        rows = await PersonAddress.select(*columns).where(PersonAddress.person.is_in(persons)) if persons else []
        for member in members:
            item = self.items.get(applied[member["organisation"]])
            own = [row["address.email"] for row in rows if row["person"] == member["person"]]
            if item is not None and not any(_names(item, email) for email in own):
                del self.items[applied[member["organisation"]]]
                self.conflicts.append(Conflict(item.lines[0], "application", item.name))

    async def _leave_out_known(self) -> None:
        items = {item.organisation["id"]: item for item in self.items.values() if item.organisation is not None}
        ids = sorted(items)
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            for row in await _known(KnownAddress, KnownAddress.email, KnownAddress.name, some):
                item = items[row["organisation"]]
                # An empty name says nothing; a new one is a change.
                if item.addresses.get(row["email"]) in {"", row["name"]}:
                    del item.addresses[row["email"]]
            for row in await _known(MailDomain, MailDomain.domain, None, some):
                items[row["organisation"]].domains.discard(row["domain"])


async def _known(table: Any, column: Any, other: Any, ids: list[int]) -> list[dict[str, Any]]:
    columns = [table.organisation, column, *([other] if other is not None else [])]
    rows: list[dict[str, Any]] = await table.select(*columns).where(table.organisation.is_in(ids))
    return rows


def _names(item: Item, email: str) -> bool:
    return email in item.addresses or email.rpartition("@")[2] in item.domains


def _contradiction(item: Item, line: Line) -> Conflict | None:
    for name in FIELDS:
        value = getattr(line, name)
        if value and item.values.get(name, value) != value:
            return Conflict(line.number, "contradicts", value)
    return None
