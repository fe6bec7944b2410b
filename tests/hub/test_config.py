"""What an operator sets, and what is said where it cannot be right."""

from dataclasses import replace
from pathlib import Path

import pytest

from hub.config import BadConfig, Config, demo_secret, described, load, load_with_demo, problems_of

GOOD = Config(
    secret="s" * 32,
    base_url="https://hub.example.org",
    mail_url="smtp://user:password@mail.example.org:587",
)


def test_a_complete_installation_has_no_problems() -> None:
    assert problems_of(GOOD) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret": "short"}, ["HUB_SECRET"]),
        ({"base_url": ""}, ["HUB_BASE_URL"]),
        ({"base_url": "http://hub.example.org"}, ["HUB_BASE_URL"]),
        ({"base_url": "https://hub.example.org/hub"}, ["HUB_BASE_URL"]),
        ({"mail_url": ""}, ["HUB_MAIL_URL"]),
        ({"mail_url": "mail.example.org"}, ["HUB_MAIL_URL"]),
        ({"mail_url": "smtp://mail.example.org:port"}, ["HUB_MAIL_URL"]),
        ({"mail_url": "smtp://mail.example.org?tls=yes"}, ["HUB_MAIL_URL"]),
        ({"database_url": "mysql://127.0.0.1/hub"}, ["HUB_DATABASE_URL"]),
        ({"processes": 2}, ["HUB_PROCESSES"]),
        ({"processes": 0}, ["HUB_PROCESSES"]),
        ({"port": 70_000}, ["HUB_PORT"]),
        ({"trusted_proxies": "proxy.example.org"}, ["HUB_TRUSTED_PROXIES"]),
        ({"mode": "demo", "host": "0.0.0.0"}, ["HUB_MODE=demo"]),
        ({"jitsi_url": "https://meet.example.org"}, ["HUB_JITSI_SECRET", "HUB_JITSI_APP_ID"]),
        ({"secret": "", "base_url": "", "mail_url": ""}, ["HUB_SECRET", "HUB_BASE_URL", "HUB_MAIL_URL"]),
    ],
)
def test_each_thing_that_is_wrong_has_its_line(change: dict[str, object], named: list[str]) -> None:
    assert [line.split()[0] for line in problems_of(replace(GOOD, **change))] == named  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://localhost:8000"},
        {"mail_url": "smtp://[::1]:1025?tls=none"},
        {"trusted_proxies": "127.0.0.1, ::1, 10.0.0.0/8"},
        {"processes": 4, "database_url": "postgresql://hub@db.example.org/hub?sslmode=verify-full"},
        {"mode": "demo", "secret": "", "base_url": "", "mail_url": ""},
    ],
)
def test_what_is_allowed(change: dict[str, object]) -> None:
    assert problems_of(replace(GOOD, **change)) == []  # type: ignore[arg-type]


def test_settings_come_from_the_environment() -> None:
    config = load({"HUB_PORT": "8123", "HUB_WORKER": "no", "HUB_DATA": "/srv/hub", "HUB_BASE_URL": "", "PORT": "1"})
    assert (config.port, config.worker, config.data, config.base_url) == (8123, False, Path("/srv/hub"), "")


def test_what_cannot_be_read_is_named_all_at_once() -> None:
    with pytest.raises(BadConfig) as told:
        load({"HUB_PORT": "many", "HUB_WORKER": "perhaps", "HUB_MODE": "test"})
    assert told.value.problems == [
        "HUB_PORT must be a whole number, not 'many'",
        "HUB_WORKER must be yes or no, not 'perhaps'",
        "HUB_MODE is neither production nor demo",
    ]


def test_secrets_are_never_shown() -> None:
    config = replace(GOOD, database_url="postgresql://hub:s3cret@db/hub", jitsi_secret="j" * 40)
    shown = {each.name: each.value for each in described(config)}
    hidden = {"HUB_SECRET", "HUB_DATABASE_URL", "HUB_MAIL_URL", "HUB_JITSI_SECRET"}
    assert {name for name, value in shown.items() if value == "(set, not shown)"} == hidden
    assert shown["HUB_BASE_URL"] == "https://hub.example.org"


def test_a_demo_keeps_its_secret_for_itself(tmp_path: Path) -> None:
    environment = {"HUB_MODE": "demo", "HUB_DATA": str(tmp_path)}
    first, second = load_with_demo(environment), load_with_demo(environment)
    assert first.secret == second.secret == demo_secret(tmp_path)
    assert len(first.secret) >= 32
    assert (tmp_path / "demo-secret").stat().st_mode & 0o777 == 0o600
