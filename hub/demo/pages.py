"""What was mailed, in the demo only."""

import asyncio

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.config import Config, is_loopback
from hub.demo import letters
from hub.policies import anybody
from hub.web.forms import blank
from hub.web.page import AnyRequest, page
from hub.web.paging import paging


def _demo(request: AnyRequest) -> Config:
    """The settings, where this is the demo and its own machine asks; else 404."""
    config: Config = request.app.state.config
    if not config.demo or request.client is None or not is_loopback(request.client.host):
        raise NotFoundException
    return config


@get("/dev/mail", policy=anybody, include_in_schema=False)
async def mails(request: AnyRequest) -> Response[str]:
    """Every letter, or those to one address (`to`), newest first."""
    folder = _demo(request).data / "mail"
    to = request.query_params.get("to", "").strip().lower()
    keys = await asyncio.to_thread(letters.keys, folder, to)
    pages = paging(request.query_params.get("page", ""), len(keys), path="/dev/mail", query={"to": to}, size=30)
    rows = await asyncio.to_thread(letters.heads, folder, keys[pages.offset : pages.offset + pages.size])
    return page(request, "dev/mails.html", form=blank(to=to), rows=rows, pager=pages.links)


@get("/dev/mail/{key:str}", policy=anybody, include_in_schema=False)
async def mail(request: AnyRequest, key: FromPath[str]) -> Response[str]:
    """One letter."""
    found = await asyncio.to_thread(letters.letter, _demo(request).data / "mail", key)
    if found is None:
        raise NotFoundException
    return page(request, "dev/mail.html", letter=found)


routes = [mails, mail]
