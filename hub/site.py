"""What an administrator decides about the whole installation."""

import json
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from hub.config import Config
from hub.database.sql import rows
from hub.tables import Setting


@dataclass(frozen=True, kw_only=True)
class Site:
    """The settings of the settings page, with what holds before anybody chose.

    `accent` is a hue in degrees (OKLCH) or empty; `uid_host` is fixed at installation and stands in every calendar UID.
    """

    name: str = "#GleichImNetz"
    tagline: str = "Gemeinsam digital lernen"
    logo: str = ""
    accent: str = ""
    sender_name: str = "#GleichImNetz"
    sender: str = "hub@localhost.example"
    reply_to: str = ""
    zone: str = "Europe/Berlin"
    language: str = "de"
    modules_off: tuple[str, ...] = ()
    uid_host: str = "hub.example"
    feed_product: str = "hub"


KNOWN = frozenset(each.name for each in fields(Site))


async def site() -> Site:
    """The settings as they stand now."""
    # Read for every page.
    stored = await rows("SELECT name, value FROM setting")
    values: dict[str, Any] = {row["name"]: json.loads(row["value"]) for row in stored if row["name"] in KNOWN}
    if "modules_off" in values:
        values["modules_off"] = tuple(values["modules_off"])
    return Site(**values)


async def keep(**values: Any) -> None:
    """Store some of the settings; call it inside `write()`."""
    for name, value in values.items():
        text = json.dumps(list(value) if isinstance(value, tuple) else value)
        await Setting.insert(Setting(name=name, value=text)).on_conflict(
            target=Setting.name, action="DO UPDATE", values=[Setting.value]
        )


async def install(config: Config) -> None:
    """Write down, once, the host in calendar UIDs, which must never change, and a sender at that host."""
    host = urlsplit(config.public_url).hostname or "hub.example"
    if host in {"localhost", "127.0.0.1"}:
        host = f"{uuid4().hex[:12]}.hub.example"
    for name, value in (("uid_host", host), ("sender", f"hub@{host}")):
        await Setting.insert(Setting(name=name, value=json.dumps(value))).on_conflict(action="DO NOTHING")
