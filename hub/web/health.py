"""Whether the process lives, and whether it can serve."""

from litestar import Response, get

from hub.database import current
from hub.policies import anybody

HEADERS = {"Cache-Control": "no-store"}


@get("/health/live", policy=anybody, bare=True, include_in_schema=False)
async def live() -> Response[str]:
    """The process answers."""
    return Response("ok\n", media_type="text/plain", headers=HEADERS)


@get("/health/ready", policy=anybody, bare=True, include_in_schema=False)
async def ready() -> Response[str]:
    """The database answers."""
    try:
        await current().run_raw("SELECT 1")
    except Exception:
        return Response("database\n", status_code=503, media_type="text/plain", headers=HEADERS)
    return Response("ok\n", media_type="text/plain", headers=HEADERS)
