"""Getting in: asking for a code and a link, proving the address by one of them, entering as one of its people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.accounts.actions import find_persons, join, make_person
from hub.accounts.devices import open_device
from hub.accounts.keys import Keys, code_hash, same_code
from hub.accounts.queries import token_hash
from hub.accounts.tables import SignInCode
from hub.database import claim, write
from hub.mail.outbox import post
from hub.rates import count, limit, sender_mark
from hub.refused import Refused
from hub.tables import Address, Person

VALID = timedelta(minutes=15)
TRIES = 5
DAY = 24 * 60
GUESSES_A_DAY = 20
# A camp of 150 people may stand behind one address of the internet.
FROM_ONE_NETWORK = 200


@dataclass(frozen=True)
class Entry:
    """Whoever comes in: an existing person behind the address, or a new one by name."""

    person: UUID | None
    name: str = ""
    language: str = "de"
    label: str = ""


async def ask(email: str, *, keys: Keys, goes_to: str, language: str, sender: str, secret: str, now: datetime) -> None:
    """Mail a link and a code to an address, known or not; Refused (`too_often`) above the limits.

    `sender` is a keyed hash of who asks (`rates.sender_mark`).
    """
    # Counted outside the transaction, since a refused try must be counted too.
    address = sender_mark(email, secret)
    await limit("sign_in.sender", sender, now=now, minutes=15, most=FROM_ONE_NETWORK)
    await limit("sign_in.address", address, now=now, minutes=15, most=5)
    await limit("sign_in.address_day", address, now=now, minutes=DAY, most=40)
    link_hash = token_hash(keys.link)
    row = SignInCode(
        email=email,
        link_hash=link_hash,
        code_hash=code_hash(keys.code, link_hash=link_hash, secret=secret),
        browser_hash=token_hash(keys.browser),
        created=now,
        expires=now + VALID,
        next=goes_to if len(goes_to) <= 300 else "",
    )
    values = {"path": f"/sign-in/{keys.link}", "code": keys.code}
    async with write():
        await row.save()
        await post("sign_in", to=email, values=values, now=now, language=language)


async def asked_by(browser: str, *, now: datetime) -> dict[str, Any] | None:
    """The way in that this browser asked for and may still prove: its email and next; None where there is none."""
    return (
        await SignInCode.select(SignInCode.email, SignInCode.next)
        .where((SignInCode.browser_hash == token_hash(browser)) & SignInCode.used.is_null())
        .where((SignInCode.expires > now) & (SignInCode.tries < TRIES))
        .first()
    )


async def mailed(link: str, *, now: datetime) -> dict[str, Any] | None:
    """The way in that a mailed link opens: its email; None where it is over."""
    return (
        await SignInCode.select(SignInCode.email)
        .where((SignInCode.link_hash == token_hash(link)) & SignInCode.used.is_null() & (SignInCode.expires > now))
        .first()
    )


async def prove_by_link(link: str, *, browser: str, now: datetime) -> None:
    """Use a mailed link; from now on `browser`, a new secret, holds the proof. Refused (`way_in_over`)."""
    await _use(SignInCode.link_hash == token_hash(link), browser=browser, now=now)


async def prove_by_code(code: str, *, asked: str, browser: str, sender: str, secret: str, now: datetime) -> None:
    """Use a code in the browser that asked for it; from now on `browser`, a new secret, holds the proof.

    Refused: `wrong_code` with the tries `left`, `way_in_over`, `use_the_link`, `too_often`.
    """
    await limit("sign_in.code", sender, now=now, minutes=15, most=60)
    live = (
        (SignInCode.browser_hash == token_hash(asked))
        & SignInCode.used.is_null()
        & (SignInCode.expires > now)
        & (SignInCode.tries < TRIES)
    )
    # The try is counted in a transaction of its own before the code is looked at, so no two guesses share one.
    row = await claim(SignInCode, {SignInCode.tries: SignInCode.tries + 1}, live)
    if row is None:
        raise Refused("way_in_over")
    # However many codes are asked for, guessing an address's code succeeds once in 50,000 days; the link stays open,
    # so nobody is locked out by somebody else's guesses.
    if await count("sign_in.guess", sender_mark(row["email"], secret), now=now, minutes=DAY) > GUESSES_A_DAY:
        raise Refused("use_the_link")
    if not same_code(row["code_hash"], code, link_hash=row["link_hash"], secret=secret):
        raise Refused("wrong_code", left=TRIES - row["tries"])
    await _use(SignInCode.id == row["id"], browser=browser, now=now)


async def _use(this: Any, *, browser: str, now: datetime) -> None:
    change: dict[Any, Any] = {SignInCode.used: now, SignInCode.browser_hash: token_hash(browser)}
    change |= {SignInCode.code_hash: "", SignInCode.expires: now + VALID}
    if await claim(SignInCode, change, this & SignInCode.used.is_null() & (SignInCode.expires > now)) is None:
        raise Refused("way_in_over")


async def proved(browser: str, *, now: datetime) -> dict[str, Any] | None:
    """What this browser has proved and not used yet: the email and the people behind it; None where nothing."""
    row = await SignInCode.select(SignInCode.email).where(_proof(browser, now)).first()
    return {"email": row["email"], "people": await find_persons(row["email"])} if row else None


def _proof(browser: str, now: datetime) -> Any:
    return (SignInCode.browser_hash == token_hash(browser)) & SignInCode.used.is_not_null() & (SignInCode.expires > now)


async def enter(who: Entry, *, browser: str, device: str, instead_of: int | None, now: datetime) -> str:
    """Come in with a proved address: opens a device under the new token `device`, and gives back where to go on to.

    `instead_of` is the device that this browser was signed in with. Refused: `way_in_over`, `not_allowed`.
    """
    async with write():
        proof = await claim(SignInCode, {SignInCode.browser_hash: ""}, _proof(browser, now))
        if proof is None:
            raise Refused("way_in_over")
        email = proof["email"]
        if who.person is None:
            person = await make_person(email, name=who.name, now=now)
        else:
            person = next((each["id"] for each in await find_persons(email) if each["uuid"] == who.person), 0)
        if not person:
            raise Refused("not_allowed")
        if who.person is not None and who.name:
            await Person.update({Person.name: who.name}).where((Person.id == person) & (Person.name == ""))
        await Address.update({Address.confirmed: now}).where((Address.email == email) & Address.confirmed.is_null())
        await join(person, language=who.language, now=now)
        await open_device(person, token=device, label=who.label, instead_of=instead_of, now=now)
    goes_to: str = proof["next"]
    return goes_to
