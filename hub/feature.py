"""What a package contributes to the hub."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

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
    checks: Sequence[Check] = ()
    demo: Callable[[datetime], Awaitable[None]] | None = None
    demo_order: int = 50
