import base64
import copy
import hashlib
import hmac
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hub.video.doors import Door
from hub.video.tokens import JitsiSettings, RoomUser, mint, new_room, participant_id

VERIFIER = Path(__file__).with_name("verify.mjs")
SETTINGS = JitsiSettings(
    base_url="https://meet.example.org",
    app_id="hub",
    secret="a secret that only the hub and the Jitsi server know",
    audience="jitsi",
    subject="meet.jitsi",
    link_style="fragment",
)
ROOM = "ws-4f2a9c81d3b7e6a0"
OPENS = datetime(2026, 7, 14, 7, 45, tzinfo=UTC)
CLOSES = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)
NOW = OPENS + timedelta(minutes=10, milliseconds=600)
GUEST = RoomUser("4c1de0", "Ada L.", host=False)
HOST = RoomUser("77a0b2", "Grace H.", host=True)

Claims = dict[str, Any]


def token(user: RoomUser = GUEST, **changes: Any) -> str:
    """A token for the standing session."""
    arguments: dict[str, Any] = {
        "room": ROOM,
        "door": Door(OPENS, CLOSES),
        "now": NOW,
        "jti": "b1946ac9",
        "transcription": False,
        "recording": False,
    }
    return mint(SETTINGS, user=user, **(arguments | changes))


def part(minted: str, index: int) -> Claims:
    """The header (0) or the claims (1), unchecked."""
    encoded = minted.split(".")[index]
    parsed: Claims = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return parsed


def signed(claims: Claims, header: Claims | None = None, secret: str = SETTINGS.secret) -> str:
    """Any claims under any header, rightly signed for HS256 and HS512."""
    header = header or {"alg": "HS256", "typ": "JWT"}
    pieces = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (header, claims)]
    digest = hashlib.sha512 if header["alg"] == "HS512" else hashlib.sha256
    signature = hmac.new(secret.encode(), b".".join(pieces), digest).digest()
    return b".".join([*pieces, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def case(minted: str, role: str = "guest", room: str = ROOM, now: datetime = NOW) -> Claims:
    """One question to the verifier."""
    return {"token": minted, "role": role, "room": room, "now": int(now.timestamp())}


def verdicts(cases: dict[str, Claims]) -> dict[str, str]:
    """What the independent verifier says of each case."""
    server = {
        "secret": SETTINGS.secret,
        "iss": SETTINGS.app_id,
        "aud": SETTINGS.audience,
        "sub": SETTINGS.subject,
    }
    answer = subprocess.run(
        ["node", VERIFIER],
        input=json.dumps({"server": server, "cases": cases}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, str] = json.loads(answer.stdout)
    return found


def test_a_guests_token_says_exactly_this() -> None:
    assert part(token(), 0) == {"alg": "HS256", "typ": "JWT"}
    assert part(token(), 1) == {
        "iss": "hub",
        "aud": "jitsi",
        "sub": "meet.jitsi",
        "room": ROOM,
        "iat": int(NOW.timestamp()),
        "nbf": int(OPENS.timestamp()) - 60,
        "exp": int(CLOSES.timestamp()),
        "jti": "b1946ac9",
        "context": {
            "user": {"id": "4c1de0", "name": "Ada L.", "moderator": "false"},
            "features": {
                "recording": "false",
                "livestreaming": "false",
                "transcription": "false",
                "outbound-call": "false",
            },
        },
    }


def test_a_hosts_token_differs_in_the_person_and_in_recording() -> None:
    for recording, word in ((True, "true"), (False, "false")):
        assert part(token(HOST, recording=recording), 1)["context"] == {
            "user": {"id": "77a0b2", "name": "Grace H.", "moderator": "true", "affiliation": "owner"},
            "features": {
                "recording": word,
                "livestreaming": "false",
                "transcription": "false",
                "outbound-call": "false",
            },
        }


def test_what_the_session_allows_reaches_guests_as_captions_only() -> None:
    allowed = part(token(recording=True, transcription=True), 1)
    plain = part(token(), 1)
    plain["context"]["features"]["transcription"] = "true"
    assert allowed == plain


def test_an_address_in_place_of_a_name_loses_its_domain() -> None:
    def shown(name: str) -> str:
        user: Claims = part(token(RoomUser("1", name, host=False)), 1)["context"]["user"]
        return str(user["name"])

    assert shown("ada.l@mail.example.org") == "ada.l"
    assert shown("Ada (ada@example.org)") == "Ada (ada)"
    assert shown("Ada @ Home") == "Ada @ Home"


def test_the_verifier_accepts_what_the_hub_mints_while_the_door_is_open() -> None:
    allowed: dict[str, Any] = {"transcription": True, "recording": True}
    cases = {
        "guest": case(token()),
        "guest with captions": case(token(**allowed)),
        "host": case(token(HOST), role="host"),
        "host who records": case(token(HOST, **allowed), role="host"),
        "room in capitals": case(token(), room=ROOM.upper()),
        "a minute before the door": case(token(), now=OPENS - timedelta(seconds=60)),
        "last second": case(token(), now=CLOSES - timedelta(seconds=1)),
    }
    assert verdicts(cases) == dict.fromkeys(cases, "accepted")


def test_a_token_opens_one_room_to_one_role_for_its_time() -> None:
    cases = {
        "room: another": case(token(), room="ws-0000000000000000"),
        "role: guest as host": case(token(), role="host"),
        "role: host as guest": case(token(HOST)),
        "time: too early": case(token(), now=OPENS - timedelta(seconds=61)),
        "time: over": case(token(), now=CLOSES),
    }
    assert verdicts(cases) == {
        "room: another": "room is the one joined",
        "role: guest as host": "moderator is the host",
        "role: host as guest": "moderator is the host",
        "time: too early": "nbf: check_failed",
        "time: over": "exp: check_failed",
    }


def without(*path: str) -> Callable[[Claims], None]:
    """Take the claim at this path away."""

    def change(claims: Claims) -> None:
        for step in path[:-1]:
            claims = claims[step]
        del claims[path[-1]]

    return change


def with_value(value: object, *path: str) -> Callable[[Claims], None]:
    """Set the claim at this path."""

    def change(claims: Claims) -> None:
        for step in path[:-1]:
            claims = claims[step]
        claims[path[-1]] = value

    return change


EXP = int(CLOSES.timestamp())
BROKEN: dict[str, tuple[Callable[[Claims], None], str]] = {
    "no exp": (without("exp"), "exp: missing"),
    "exp as text": (with_value(str(EXP), "exp"), "exp: invalid"),
    "exp with a fraction": (with_value(EXP + 0.5, "exp"), "exp is an integer"),
    "exp just now": (with_value(int(NOW.timestamp()), "exp"), "exp: check_failed"),
    "no nbf": (without("nbf"), "nbf: missing"),
    "nbf as text": (with_value("0", "nbf"), "nbf: invalid"),
    "nbf with a fraction": (with_value(0.5, "nbf"), "nbf is an integer"),
    "nbf in a second": (with_value(int(NOW.timestamp()) + 1, "nbf"), "nbf: check_failed"),
    "no iat": (without("iat"), "iat: missing"),
    "iat with a fraction": (with_value(0.5, "iat"), "iat is an integer"),
    "no iss": (without("iss"), "iss: missing"),
    "other iss": (with_value("chat", "iss"), "iss: check_failed"),
    "no aud": (without("aud"), "aud: missing"),
    "other aud": (with_value("meet", "aud"), "aud: check_failed"),
    "aud as list": (with_value(["jitsi"], "aud"), "aud is one string"),
    "no sub": (without("sub"), "sub: missing"),
    "other sub": (with_value("*", "sub"), "sub: check_failed"),
    "no jti": (without("jti"), "jti: missing"),
    "empty jti": (with_value("", "jti"), "jti is a string"),
    "no room": (without("room"), "room: missing"),
    "room as list": (with_value([ROOM], "room"), "room is a string"),
    "every room": (with_value("*", "room"), "room is no wildcard"),
    "room in capitals": (with_value(ROOM.upper(), "room"), "room is a plain name"),
    "other room": (with_value(ROOM + "1", "room"), "room is the one joined"),
    "rooms by pattern": (with_value({"regex": True}, "context", "room"), "room is no pattern"),
    "a null": (with_value(None, "context", "user", "avatar"), "nothing is null"),
    "no context": (without("context"), "there is a context"),
    "mail by key": (with_value("", "context", "user", "email"), "no mail address as a key"),
    "mail as name": (with_value("a@example.org", "context", "user", "name"), "no mail address as a value"),
    "no user": (without("context", "user"), "there is a user"),
    "no user id": (without("context", "user", "id"), "user id is a string"),
    "user id as number": (with_value(7, "context", "user", "id"), "user id is a string"),
    "no name": (without("context", "user", "name"), "user name is a string"),
    "no moderator": (without("context", "user", "moderator"), "moderator is explicit"),
    "guest moderates": (with_value("true", "context", "user", "moderator"), "moderator is the host"),
    "guest moderates truly": (with_value(True, "context", "user", "moderator"), "moderator is the host"),
    "guest owns": (with_value("owner", "context", "user", "affiliation"), "guest has no affiliation"),
    "no features": (without("context", "features"), "there are features"),
    "recording unsaid": (without("context", "features", "recording"), "features are explicit"),
    "streaming unsaid": (without("context", "features", "livestreaming"), "features are explicit"),
    "captions unsaid": (without("context", "features", "transcription"), "features are explicit"),
    "calls unsaid": (without("context", "features", "outbound-call"), "features are explicit"),
    "feature by number": (with_value(1, "context", "features", "recording"), "features are switches"),
    "guest records": (with_value("true", "context", "features", "recording"), "guest has no such feature"),
    "guest streams": (with_value(True, "context", "features", "livestreaming"), "guest has no such feature"),
    "guest calls": (with_value("true", "context", "features", "outbound-call"), "guest has no such feature"),
}


def test_the_verifier_refuses_each_broken_rule() -> None:
    cases = {}
    for name, (change, _) in BROKEN.items():
        claims = copy.deepcopy(part(token(), 1))
        change(claims)
        cases[name] = case(signed(claims))
    assert verdicts(cases) == {name: rule for name, (_, rule) in BROKEN.items()}


def test_the_verifier_refuses_a_host_without_ownership() -> None:
    claims = part(token(HOST), 1)
    assert verdicts({"whole": case(signed(claims), role="host")}) == {"whole": "accepted"}
    del claims["context"]["user"]["affiliation"]
    assert verdicts({"not owner": case(signed(claims), role="host")}) == {"not owner": "host is owner"}


def test_the_verifier_refuses_other_headers_and_signatures() -> None:
    claims = part(token(), 1)
    head, body, signature = token().split(".")
    other_body = signed(claims | {"room": "ws-0"}).split(".")[1]
    cases = {
        "typ in small letters": case(signed(claims, {"alg": "HS256", "typ": "jwt"})),
        "typ as media type": case(signed(claims, {"alg": "HS256", "typ": "application/jwt"})),
        "no typ": case(signed(claims, {"alg": "HS256"})),
        "another alg": case(signed(claims, {"alg": "HS512", "typ": "JWT"})),
        "no alg": case(signed(claims, {"alg": "none", "typ": "JWT"}).rpartition(".")[0] + "."),
        "another secret": case(signed(claims, secret="x" * 40)),
        "other claims": case(f"{head}.{other_body}.{signature}"),
        "no signature": case(f"{head}.{body}."),
        "no token": case("token"),
    }
    assert verdicts(cases) == {
        "typ in small letters": "typ is exactly JWT",
        "typ as media type": "typ is exactly JWT",
        "no typ": "typ is exactly JWT",
        "another alg": "ERR_JOSE_ALG_NOT_ALLOWED",
        "no alg": "ERR_JOSE_ALG_NOT_ALLOWED",
        "another secret": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
        "other claims": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
        "no signature": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
        "no token": "unreadable",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"room": "*"},
        {"room": ""},
        {"room": ROOM.upper()},
        {"room": "ws.4f"},
        {"room": f"{ROOM}\n"},
        {"jti": ""},
        {"now": OPENS - timedelta(seconds=1)},
        {"now": CLOSES},
        {"now": CLOSES + timedelta(days=1)},
        {
            "door": Door(OPENS, CLOSES.replace(microsecond=999_000)),
            "now": CLOSES.replace(microsecond=500_000),
        },
        {"user": RoomUser("", "Ada L.", host=False)},
        {"user": RoomUser("4c1de0", " ", host=False)},
        {"user": RoomUser("4c1de0", "@example.org", host=False)},
    ],
    ids=str,
)
def test_no_token_that_opens_more_or_nothing(changes: Claims) -> None:
    with pytest.raises(ValueError, match=r"room|token|door|participant"):
        token(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "x" * 31},
        {"audience": ["jitsi"]},
        {"audience": ""},
        {"app_id": ""},
        {"subject": ""},
        {"subject": "*"},
        {"base_url": "http://meet.example.org"},
        {"base_url": "meet.example.org"},
        {"base_url": "https://meet.example.org/?a=b"},
        {"link_style": "cookie"},
    ],
    ids=str,
)
def test_no_settings_that_are_unsafe(changes: Claims) -> None:
    with pytest.raises(ValueError, match=r"Jitsi|token"):
        replace(SETTINGS, **changes)


def test_the_secret_is_in_no_printed_settings() -> None:
    assert SETTINGS.secret not in f"{SETTINGS!r} {SETTINGS}"


def test_a_server_on_this_machine_may_speak_plain_http() -> None:
    local = replace(SETTINGS, base_url="http://127.0.0.1:8443")
    assert local.base_url == "http://127.0.0.1:8443"


def test_a_room_has_at_least_64_random_bits() -> None:
    assert new_room(bytes.fromhex("4f2a9c81d3b7e6a0")) == ROOM
    with pytest.raises(ValueError, match="8 random bytes"):
        new_room(bytes(7))


def test_a_participant_is_the_same_only_within_one_session() -> None:
    secret = b"the hub's own secret"
    sessions = [UUID(int=1), UUID(int=2)]
    people = [UUID(int=1), UUID(int=2)]
    ids = [participant_id(secret, session, person) for session in sessions for person in people]
    assert ids == [participant_id(secret, session, person) for session in sessions for person in people]
    assert len({*ids, participant_id(b"another secret", sessions[0], people[0])}) == 5
    assert all(len(each) == 32 and str(person) not in each for each in ids for person in people)
