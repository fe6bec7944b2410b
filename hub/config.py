"""What the operator of an installation decides, read from `HUB_…` environment variables."""

import contextlib
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import parse_qs, urlsplit


def _setting(default: Any, meaning: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"meaning": meaning, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one installation; each field is the variable `HUB_<NAME>`."""

    mode: str = _setting("production", "production, or demo: a community to try out, on loopback only")
    data: Path = _setting(Path("var"), "folder for the SQLite file, the list of erasures and, in the demo, mails")
    database_url: str = _setting("", "postgresql://… for PostgreSQL; empty for the embedded SQLite file", secret=True)
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8000, "port to listen on")
    base_url: str = _setting("", "public address of the hub, as in https://hub.example.org")
    secret: str = _setting("", "at least 32 random characters; signs and hashes tokens", secret=True)
    mail_url: str = _setting("", "smtp://user:password@host:587?tls=starttls (or tls=direct, tls=none)", secret=True)
    trusted_proxies: str = _setting(
        "", "addresses or networks of reverse proxies whose X-Forwarded-For counts, comma separated"
    )
    processes: int = _setting(1, "serving processes; more than one needs PostgreSQL")
    worker: bool = _setting(True, "run the worker for mail and jobs inside hub serve")
    jitsi_url: str = _setting("", "address of the Jitsi server, as in https://meet.example.org")
    jitsi_app_id: str = _setting("", "app id that the Jitsi server expects (iss)")
    jitsi_secret: str = _setting("", "app secret of the Jitsi server, at least 32 bytes", secret=True)
    jitsi_audience: str = _setting("jitsi", "audience that the Jitsi server expects (aud)")
    jitsi_subject: str = _setting("", "XMPP domain of the Jitsi server (sub); empty: its host name")
    jitsi_link: str = _setting("fragment", "fragment (#jwt=, servers since May 2024) or query (?jwt=, older ones)")

    @property
    def demo(self) -> bool:
        """Whether this is a community to try out."""
        return self.mode == "demo"

    @property
    def public_url(self) -> str:
        """The base URL without a slash at its end; in the demo the listening address where none is set."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")


class BadConfig(ValueError):
    """The settings cannot be used; `problems` holds one plain line for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


KINDS: dict[Any, str] = {bool: "yes or no", int: "a whole number"}


def _converted(raw: str, kind: Any) -> Any:
    if kind is bool:
        if raw.lower() not in {"1", "0", "yes", "no", "true", "false"}:
            raise ValueError(raw)
        return raw.lower() in {"1", "yes", "true"}
    return kind(raw)


def load(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; BadConfig names every variable that cannot be understood."""
    values: dict[str, Any] = {}
    problems = []
    for each in fields(Config):
        raw = environment.get(f"HUB_{each.name.upper()}", "").strip()
        if not raw:
            continue
        try:
            values[each.name] = _converted(raw, each.type)
        except ValueError:
            problems.append(f"HUB_{each.name.upper()} must be {KINDS.get(each.type, 'a value')}, not {raw!r}")
    if values.get("mode", "production") not in {"production", "demo"}:
        problems.append("HUB_MODE is neither production nor demo")
    if problems:
        raise BadConfig(problems)
    return Config(**values)


@dataclass(frozen=True)
class Described:
    """One setting as `hub config` and the documents list it; the value of a secret is not told."""

    name: str
    default: str
    value: str
    meaning: str


def described(config: Config) -> list[Described]:
    """Each variable with its default, its value now and its meaning."""
    return [_described(each, getattr(config, each.name)) for each in fields(Config)]


def _described(setting: Any, value: Any) -> Described:
    told = "(set, not shown)" if setting.metadata["secret"] and value else _written(value)
    return Described(f"HUB_{setting.name.upper()}", _written(setting.default), told, setting.metadata["meaning"])


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The addresses and networks (as in 10.0.0.0/8) of a comma-separated list; ValueError for anything else."""
    return [ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]


def problems_of(config: Config) -> list[str]:
    """One line for each thing that is missing or wrong before this installation may serve."""
    problems = _operator_problems(config)
    if config.demo:
        if not is_loopback(config.host):
            problems.append(f"HUB_MODE=demo serves on a loopback address only, not on {config.host}")
        return problems + (_mail_problems(config.mail_url) if config.mail_url else []) + _jitsi_problems(config)
    if len(config.secret) < 32:
        problems.append("HUB_SECRET is missing or shorter than 32 characters (openssl rand -hex 32 makes one)")
    return problems + address_problems(config) + _mail_problems(config.mail_url) + _jitsi_problems(config)


def address_problems(config: Config) -> list[str]:
    """What is wrong with the base URL; its host is stored by the first command that writes, and then stays."""
    base = urlsplit(config.public_url if config.demo else config.base_url)
    if base.scheme not in {"http", "https"} or not base.hostname or base.path not in {"", "/"}:
        return ["HUB_BASE_URL is missing or not an address such as https://hub.example.org"]
    if base.scheme == "http" and not is_loopback(base.hostname):
        return ["HUB_BASE_URL must begin with https:// outside this machine"]
    return []


def folder_problems(data: Path) -> list[str]:
    """Make the data folder, for its owner only; one line where that fails or nothing can be written there."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=data):
            return []
    except OSError as error:
        return [f"HUB_DATA: {data} cannot be used ({error.strerror})."]


def _operator_problems(config: Config) -> list[str]:
    problems = []
    if config.database_url and urlsplit(config.database_url).scheme not in {"postgresql", "postgres"}:
        problems.append("HUB_DATABASE_URL must begin with postgresql://; without it the hub uses an SQLite file")
    if config.processes < 1:
        problems.append("HUB_PROCESSES must be 1 or more")
    if config.processes > 1 and not config.database_url:
        problems.append("HUB_PROCESSES above 1 needs PostgreSQL (HUB_DATABASE_URL)")
    if not 0 < config.port < 65536:
        problems.append("HUB_PORT must be between 1 and 65535")
    try:
        networks(config.trusted_proxies)
    except ValueError:
        problems.append("HUB_TRUSTED_PROXIES must hold addresses or networks, as in 127.0.0.1, 10.0.0.0/8")
    return problems


def _mail_problems(mail_url: str) -> list[str]:
    try:
        parts = urlsplit(mail_url)
        complete = parts.scheme == "smtp" and parts.hostname and (parts.port or 1)
    except ValueError:
        complete = None
    if not complete:
        return ["HUB_MAIL_URL is missing or not an address such as smtp://user:password@mail.example.org:587"]
    if parse_qs(parts.query).get("tls", ["starttls"])[0] not in {"starttls", "direct", "none"}:
        return ["HUB_MAIL_URL must end with tls=starttls, tls=direct or tls=none (or without, for starttls)"]
    return []


def _jitsi_problems(config: Config) -> list[str]:
    if not config.jitsi_url:
        return []
    problems = []
    if not config.jitsi_url.startswith("https://") and not is_loopback(urlsplit(config.jitsi_url).hostname or ""):
        problems.append("HUB_JITSI_URL must begin with https://")
    if len(config.jitsi_secret.encode()) < 32:
        problems.append("HUB_JITSI_SECRET is missing or shorter than 32 bytes")
    if not config.jitsi_app_id:
        problems.append("HUB_JITSI_APP_ID is missing")
    if config.jitsi_link not in {"fragment", "query"}:
        problems.append("HUB_JITSI_LINK is neither fragment nor query")
    return problems


def is_loopback(host: str) -> bool:
    """Whether a host name or address stays on this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def demo_secret(data: Path) -> str:
    """The secret of a demo installation, made once and kept in its data folder."""
    file = data / "demo-secret"
    data.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), open(file, "x", opener=_for_owner_only) as made:
        made.write(os.urandom(32).hex())
    return file.read_text().strip()


def _for_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def load_with_demo(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; a demo without secret gets one of its own."""
    config = load(environment)
    if config.demo and not config.secret:
        return replace(config, secret=demo_secret(config.data))
    return config


_current: list[Config] = []


def use(config: Config) -> None:
    """Make `config` the settings of this process."""
    _current[:] = [config]


def current() -> Config:
    """The settings of this process; RuntimeError before `use`."""
    if not _current:
        raise RuntimeError("no settings are in use")
    return _current[0]
