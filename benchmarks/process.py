"""A serving process: how soon it answers, and how much memory it takes."""

from benchmarks import servers
from benchmarks.installations import ENGINES, installation, opened
from benchmarks.measure import ROUNDS, Figure, median
from hub.demo import fill
from hub.web.state import clock

PAGES = ("/", "/programme", "/sign-in", "/calendar/programme.ics")
VISITS = 50


async def run() -> list[Figure]:
    """Figures of both engines, with the demo community in the database."""
    figures = []
    for engine in ENGINES:
        starts, sizes = [], []
        async with installation(engine) as config:
            async with opened(config):
                await fill(clock())
            for _ in range(ROUNDS):
                with servers.hub(config) as hub:
                    starts.append(hub.first_answer("/health/ready"))
                    with hub.connection() as connection:
                        for page in PAGES * VISITS:
                            connection.get(page)
                    sizes.append(hub.memory())
        visited = f"after {VISITS * len(PAGES)} pages"
        figures += [
            Figure(f"{engine}: start of hub serve to the first answer", median(starts), "s", most=2.0),
            Figure(f"{engine}: memory of the serving worker {visited} (PSS)", median(sizes), "MB", most=130),
        ]
    return figures
