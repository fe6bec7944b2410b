"""What a package contributes to the hub."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hub.appointments.hooks import Changed, SeatChanged
from hub.config import Config
from hub.policies import Policy, anybody
from hub.privacy.declare import Rule
from hub.viewer import Viewer


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation; `label` is an English message."""

    label: str
    href: str
    policy: Policy = anybody
    order: int = 50


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


@dataclass(frozen=True)
class Shown:
    """What a calendar shows of an appointment beside its own row, and the feeds it stands in.

    `feeds` holds names such as programme, online, event:<uuid>, organisation:<id>, tag:<slug>, place:<slug>. With
    `all_day`, the first and the last day, it is shown on whole days instead of the appointment's times.
    """

    description: str
    location: str
    categories: tuple[str, ...] = ()
    feeds: frozenset[str] = frozenset()
    private: bool = False
    all_day: tuple[date, date] | None = None


Describe = Callable[[list[int]], Awaitable[Mapping[int, Shown]]]


@dataclass(frozen=True)
class Command:
    """One sub-command of `hub`; `run` gets the parsed arguments inside an open, migrated database."""

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Config], Awaitable[int]]


@dataclass(frozen=True)
class Feature:
    """One folder's contribution; `key` names it in settings, where an `optional` one can be switched off."""

    key: str
    folder: Path
    title: str = ""
    optional: bool = False
    routes: Sequence[Any] = ()
    navigation: Sequence[NavItem] = ()
    home: Sequence[Block] = ()
    me: Sequence[Block] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    jobs: Mapping[str, Callable[[Mapping[str, Any], datetime], Awaitable[None]]] = field(default_factory=dict)
    repeated: Sequence[Repeated] = ()
    purges: Sequence[Purge] = ()
    personal: PersonalData | None = None
    commands: Sequence[Command] = ()
    changed: Sequence[Changed] = ()
    seat_changed: Sequence[SeatChanged] = ()
    entries: Mapping[str, Describe] = field(default_factory=dict)
    demo: Callable[[datetime], Awaitable[None]] | None = None
    demo_order: int = 50
