"""A process of its own that writes: many who want a seat at once, or one who writes until it is killed."""

import asyncio
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from hub import config as settings
from hub.appointments import seats
from hub.config import Config
from hub.database import connect, engine_for, write
from hub.refused import Refused
from hub.tables import Audit, Person


async def sign_up(config: Config, appointment: int, people: list[int]) -> Counter[str]:
    """Let all these people ask for a seat at once; gives back what came of it."""
    now = datetime.now(UTC)

    async def one(person: int) -> str:
        wish = seats.Wish(person=person, by=person, shown_name="Ada", waiting_welcome=False)
        try:
            return (await seats.take(appointment, wish, now=now)).state
        except Refused as refused:
            return refused.code

    async with connect(engine_for(config.database_url, config.data)):
        return Counter(await asyncio.gather(*map(one, people)))


async def write_on(config: Config, *, at_once: int = 1, tell: int | None = None) -> None:
    """Write pairs of rows until killed, and tell each pair (or the first few) once it is committed."""
    told = 0

    async def one() -> None:
        nonlocal told
        while True:
            now, uuid = datetime.now(UTC), uuid4()
            async with write():
                await Person.insert(Person(uuid=uuid, name="Ada", created=now))
                await Audit.insert(Audit(at=now, verb="born", kind="person", note=str(uuid)))
            told += 1
            if tell is None or told <= tell:
                print(uuid, flush=True)

    async with connect(engine_for(config.database_url, config.data)):
        await asyncio.gather(*(one() for _ in range(at_once)))


if __name__ == "__main__":
    what, url, data, *rest = sys.argv[1:]
    used = Config(data=Path(data), database_url=url, base_url="http://hub.test", secret="x" * 32, worker=False)
    settings.use(used)
    if what == "write":
        asyncio.run(write_on(used))
    elif what == "write-without-pause":
        asyncio.run(write_on(used, at_once=30, tell=1))
    else:
        print(json.dumps(asyncio.run(sign_up(used, int(rest[0]), json.loads(rest[1])))))
