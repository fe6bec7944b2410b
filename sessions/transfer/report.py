"""What an import would do, put together for the dry run, on a page or in a terminal."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.site import Site
from sessions.programme.actions.sessions import signed_up
from sessions.programme.sheets import Row
from sessions.transfer.difference import Conflict
from sessions.transfer.fitting import folded
from sessions.transfer.matching import Comparison, Here, Meeting, compared, left_out, outside
from sessions.transfer.model import Item, Problem
from sessions.transfer.reading import Read
from sessions.transfer.stored import Entry, entries_of
from sessions.transfer.surroundings import organisations

# Changes of these reach everybody with a seat (`hub.appointments.actions.WEIGHTY`).
_TOLD_OF = {"start", "end", "place", "place_kind", "room", "cancelled"}


@dataclass(frozen=True)
class Report:
    """What an import would do; `told` and `gone_told` count people with a seat who would be written to, because
    something changes and if everything gone is cancelled. `unknown_organisations` are names that stay words."""

    plan: Comparison
    problems: tuple[Problem, ...]
    left_out: int
    outside: int
    unknown_organisations: tuple[str, ...]
    told: int
    gone_told: dict[int, int]

    @property
    def new(self) -> tuple[Item, ...]:
        return tuple(item for item in self.plan.new if not item.cancelled)

    @property
    def new_cancelled(self) -> tuple[Item, ...]:
        """Entries that nobody knows here and that are cancelled already."""
        return tuple(item for item in self.plan.new if item.cancelled)

    @property
    def changed(self) -> tuple[Meeting, ...]:
        return self.plan.changed

    @property
    def gone(self) -> tuple[Entry, ...]:
        return self.plan.gone

    @property
    def drafts(self) -> int:
        """How many sessions of the file are drafts already."""
        return sum(each.entry.state == "draft" and not each.item.cancelled for each in self.plan.met)

    @property
    def conflicts(self) -> tuple[tuple[Meeting, Conflict], ...]:
        """What an editor and the file have changed differently since the last import."""
        return tuple((each, conflict) for each in self.plan.met for conflict in each.open_conflicts)

    @property
    def cancelled_here(self) -> tuple[Meeting, ...]:
        return tuple(each for each in self.plan.met if each.cancelled_here)

    @property
    def unchanged(self) -> int:
        return sum(not each.changes for each in self.plan.met)

    @property
    def may_cancel_gone(self) -> bool:
        """Whether what has no entry is surely gone, and not only among the entries that could not be read."""
        return not self.left_out and any(entry.state == "published" for entry in self.gone)


async def report_on(event: Row | None, read: Read, *, site: Site, here: Here) -> Report:
    """Compare a file with an event, None for one that is not there yet."""
    there = await entries_of(event["id"], language=site.language) if event else []
    plan = compared(there, read.programme, here)
    published = [
        each.entry for each in plan.changed if each.entry.state == "published" and each.changes.keys() & _TOLD_OF
    ]
    known = await organisations(read.programme)
    named = {folded(item.organisation): item.organisation for item in read.programme.items if item.organisation}
    return Report(
        plan=plan,
        problems=read.problems,
        left_out=left_out(read.problems),
        outside=outside(read.programme, event["first"], event["last"], site.zone) if event else 0,
        unknown_organisations=tuple(name for key, name in named.items() if key not in known),
        told=len(await signed_up(_ids(published))) if published else 0,
        gone_told=await _seats(plan.gone),
    )


async def _seats(gone: Iterable[Entry]) -> dict[int, int]:
    """How many people would be told of the cancellation of each session, by its id."""
    return {entry.id: len(await signed_up(_ids([entry]))) for entry in gone if entry.row["appointment.taken"]}


def _ids(entries: Iterable[Entry]) -> list[int]:
    return [entry.row["appointment.id"] for entry in entries]
