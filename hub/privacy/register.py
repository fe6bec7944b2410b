"""The register of processing activities (GDPR, Article 30) and the deletion plan, made from the declarations."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from piccolo.table import Table

from hub.feature import Feature, installed
from hub.i18n import gettext, ngettext
from hub.privacy.declare import Personal, Rule, declared, label


@dataclass(frozen=True)
class Activity:
    """One processing activity: what `declared` says, and the data it is about (English messages)."""

    declared: Personal
    data: tuple[str, ...]


@dataclass(frozen=True)
class Deletion:
    """One line of the deletion plan; `automatic` where the worker deletes every day."""

    rule: Rule
    data: tuple[str, ...]
    automatic: bool


def activities(features: Iterable[Feature]) -> list[Activity]:
    """What is done with personal data by these features and by what all of them share."""
    found: dict[Personal, list[str]] = {}
    for table in _tables(features):
        for column, personal in declared[table].items():
            if personal is not None:
                found.setdefault(personal, []).append(label(table, column))
    return [Activity(personal, tuple(data)) for personal, data in found.items()]


def deletions(features: Sequence[Feature]) -> list[Deletion]:
    """When which data goes, shortest period first."""
    found: dict[Rule, list[str]] = {}
    for activity in activities(features):
        found.setdefault(activity.declared.kept, []).extend(activity.data)
    automatic = {purge.rule for feature in features for purge in feature.purges}
    plan = [Deletion(rule, tuple(data), rule in automatic) for rule, data in found.items()]
    return sorted(plan, key=lambda each: (each.rule.days is None, each.rule.days or 0, each.rule.code))


def kept_words(rule: Rule) -> str:
    """How long something is kept, in the current language."""
    after = gettext(rule.after)
    if rule.days is None:
        return after
    words = ngettext("%(days)s day after %(after)s", "%(days)s days after %(after)s", rule.days)
    return words % {"days": rule.days, "after": after}


def data_words(data: Iterable[str]) -> str:
    """Kinds of data in the current language, as in "Profil: Name, Themen; Anmeldung: gezeigter Name"."""
    grouped: dict[str, dict[str, None]] = {}
    for each in data:
        owner, _, name = gettext(each).partition(": ")
        grouped.setdefault(owner, {})[name] = None
    return "; ".join(f"{owner}: {', '.join(names)}" for owner, names in grouped.items())


def _tables(features: Iterable[Feature]) -> list[type[Table]]:
    """The declared tables of these features, and those that belong to none."""
    kept = {feature.folder for feature in features}
    others = {feature.folder for feature in installed()} - kept
    return [table for table in declared if not any(_place(table).is_relative_to(folder) for folder in others)]


def _place(table: type[Table]) -> Path:
    return Path(sys.modules[table.__module__].__file__ or "")
