"""Forms as they are sent, before anything of them is read."""

from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, InternalServerException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

MOST_FIELDS = 5_000


class FormRequest(Request[Any, Any, Any]):
    """A request whose form keeps to what the hub's pages send; anything else is answered as unreadable, or too large.

    Files come on routes marked `upload` alone: in a multipart form each part names its own encoding, and decoding one
    as punycode takes minutes for a megabyte.
    """

    async def form(self) -> FormMultiDict:
        """The values of the form."""
        kind, _options = self.content_type
        if kind == RequestEncodingType.MULTI_PART and not self.route_handler.opt.get("upload"):
            raise ClientException
        try:
            if kind == RequestEncodingType.URL_ENCODED and (await self.body()).count(b"&") >= MOST_FIELDS:
                raise RequestEntityTooLarge
            return await super().form()
        except (LookupError, UnicodeError, InternalServerException):
            # The last is Litestar's word for a browser that went away before it had sent everything.
            raise ClientException from None
