"""What a package contributes to the hub."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hub.appointments.hooks import Changed, SeatChanged, SeatFree
from hub.config import Config
from hub.policies import Policy, anybody
from hub.privacy.declare import Rule
from hub.viewer import Viewer


@dataclass(frozen=True)
class NavItem:
    """One link of the navigation, the footer or the administration; `label` is an English message.

    `module` is filled in by the application: the optional feature that the link goes with.
    """

    label: str
    href: str
    policy: Policy = anybody
    order: int = 50
    module: str = ""


@dataclass(frozen=True)
class Block:
    """A part of the home page or of "my page": a template and the query that fills it (None leaves it out)."""

    template: str
    load: Callable[[Viewer, datetime], Awaitable[Mapping[str, Any] | None]]
    order: int = 50


@dataclass(frozen=True)
class Repeated:
    """Work that the worker does again and again, every `minutes`."""

    name: str
    minutes: int
    run: Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True)
class Purge:
    """How one retention rule is kept; gives back the number of rows emptied or deleted."""

    rule: Rule
    run: Callable[[datetime], Awaitable[int]]


@dataclass(frozen=True)
class PersonalData:
    """A feature's part of a person's own data and of its erasure, both by person id."""

    export: Callable[[int], Awaitable[Mapping[str, Any]]]
    erase: Callable[[int, datetime], Awaitable[None]]


NamesOf = Callable[[Collection[int]], Awaitable[Mapping[int, tuple[str, str]]]]
"""For ids of one kind of thing: what people call it, and the path of its page or ""; unknown ids are left out."""


@dataclass(frozen=True)
class Shown:
    """What a calendar shows of an appointment beside its own row, and the feeds it stands in.

    `feeds` holds programme, online, event:<uuid of the event's appointment>, organisation:<id> (of each above it too),
    tag:<slug>, place:<slug>; what is not public stands in none of them, whatever is said here. `titles` says what
    people call a tag or place, by the name of its feed. `reason` is why it was cancelled. With `choices` people with a
    seat choose parts of it on the page of their booking. With
    `all_day`, the first and the last day, it is shown on whole days instead of the appointment's times.
    """

    description: str
    location: str
    categories: tuple[str, ...] = ()
    feeds: frozenset[str] = frozenset()
    private: bool = False
    all_day: tuple[date, date] | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    choices: bool = False


@dataclass(frozen=True)
class Action:
    """A box on the page of a session or an event; the first by `order` is the main one.

    Its template finds `context` and what every page has, and stands in a column of its own (`ui.main_action`).
    """

    template: str
    context: Mapping[str, Any]
    order: int = 50


# Asked with who looks, the appointment's row and the time. The row holds the columns of Appointment and, of a session,
# `event` (None, or the row of the event's appointment).
ActionFor = Callable[[Viewer, Mapping[str, Any], datetime], Awaitable[Action | None]]
Describe = Callable[[list[int]], Awaitable[Mapping[int, Shown]]]


@dataclass(frozen=True)
class Command:
    """One sub-command of `hub`; `run` gets the parsed arguments inside an open, migrated database."""

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Config], Awaitable[int]]


@dataclass(frozen=True)
class Check:
    """One line of `hub doctor`; `run` gives back a sentence for each problem with the way out, none where all is well.

    It gets the time now. What it says goes to the operator's terminal: no personal data, no tokens.
    """

    name: str
    run: Callable[[datetime], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Feature:
    """One folder's contribution; `key` names it in settings, where an `optional` one can be switched off.

    For the audit page: `verbs` says in words what the feature records, `kinds` to what, `names` resolves the ids.
    """

    key: str
    folder: Path
    title: str = ""
    optional: bool = False
    routes: Sequence[Any] = ()
    navigation: Sequence[NavItem] = ()
    footer: Sequence[NavItem] = ()
    admin: Sequence[NavItem] = ()
    home: Sequence[Block] = ()
    me: Sequence[Block] = ()
    actions_for: Sequence[ActionFor] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    jobs: Mapping[str, Callable[[Mapping[str, Any], datetime], Awaitable[None]]] = field(default_factory=dict)
    repeated: Sequence[Repeated] = ()
    purges: Sequence[Purge] = ()
    personal: PersonalData | None = None
    verbs: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, NamesOf] = field(default_factory=dict)
    commands: Sequence[Command] = ()
    changed: Sequence[Changed] = ()
    seat_changed: Sequence[SeatChanged] = ()
    seat_free: Sequence[SeatFree] = ()
    entries: Mapping[str, Describe] = field(default_factory=dict)
    checks: Sequence[Check] = ()
    demo: Callable[[datetime], Awaitable[None]] | None = None
    demo_order: int = 50


_installed: list[Feature] = []


def install(features: Sequence[Feature]) -> None:
    """Make `features` the ones of this process, for whatever goes over all of them."""
    _installed[:] = features


def installed() -> tuple[Feature, ...]:
    """Every feature of this process."""
    return tuple(_installed)


def switched_on(modules_off: Collection[str]) -> tuple[Feature, ...]:
    """The features that an administrator has not switched off."""
    return tuple(each for each in _installed if not (each.optional and each.key in modules_off))
