"""Every column is classified, every period is kept, every cookie is listed."""

import re
from collections import Counter
from pathlib import Path

from hub.app import FEATURES
from hub.piccolo_app import TABLES as HUB_TABLES
from hub.privacy.cookies import COOKIES
from hub.privacy.declare import declared, unclassified
from sessions.piccolo_app import TABLES as SESSIONS_TABLES

TABLES = [*HUB_TABLES, *SESSIONS_TABLES]
ROOT = Path(__file__).parent.parent.parent.parent
# Cookies are named by constants or by literals; both are words that begin with hub_.
COOKIE = re.compile(r"""["'](hub_[a-z]+)["']""")
STILL_TO_COME = {"join_log"}
"""Periods whose rooms have no purge yet; a room that brings one takes its name out here."""


def test_every_column_of_every_table_is_classified() -> None:
    assert unclassified(TABLES) == []
    assert set(declared) == set(TABLES)


def test_every_period_in_days_is_kept_by_one_purge_of_each_room_that_has_such_data() -> None:
    promised = {
        personal.kept.code
        for columns in declared.values()
        for personal in columns.values()
        if personal is not None and personal.kept.days is not None
    }
    kept = Counter((feature.key, purge.rule.code) for feature in FEATURES for purge in feature.purges)
    assert [each for each, n in kept.items() if n > 1] == []
    assert promised - {code for _, code in kept} <= STILL_TO_COME


def test_a_rule_code_stands_for_one_rule() -> None:
    rules = {p.kept for columns in declared.values() for p in columns.values() if p is not None}
    assert [code for code, n in Counter(rule.code for rule in rules).items() if n > 1] == []


def test_every_cookie_of_the_code_is_listed() -> None:
    files = [
        file
        for package in ("hub", "sessions", "consultation")
        for file in (ROOT / package).rglob("*.py")
        if "piccolo_migrations" not in file.parts and file.name != "cookies.py"
    ]
    found = {name for file in files for name in COOKIE.findall(file.read_text())}
    assert found == {cookie.name for cookie in COOKIES}
