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


async def write_on(config: Config) -> None:
    """Write pairs of rows, and tell each pair once it is committed, until killed."""
    async with connect(engine_for(config.database_url, config.data)):
        while True:
            now, uuid = datetime.now(UTC), uuid4()
            async with write():
                await Person.insert(Person(uuid=uuid, name="Ada", created=now))
                await Audit.insert(Audit(at=now, verb="born", kind="person", note=str(uuid)))
            print(uuid, flush=True)


if __name__ == "__main__":
    what, url, data, *rest = sys.argv[1:]
    used = Config(data=Path(data), database_url=url, base_url="http://hub.test", secret="x" * 32, worker=False)
    settings.use(used)
    if what == "write":
        asyncio.run(write_on(used))
    else:
        print(json.dumps(asyncio.run(sign_up(used, int(rest[0]), json.loads(rest[1])))))
