"""Static files: read once at start, served under their fingerprint and kept by browsers for good."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.policies import anybody

AnyRequest = Request[Any, Any, Any]

FOLDER = Path(__file__).parent.parent / "static"
BUNDLE = "css/hub.css"
FONT = re.compile(rb'@font-face \{[^}]*url\("\.\./([^"]+)"\)[^}]*\}\s*')
TYPES = {".woff2": "font/woff2", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent."""

    body: bytes
    packed: bytes | None
    type: str
    fingerprint: str


class StaticFiles:
    """Every file below `hub/static`, with the style sheets joined in the order of css/order.txt."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.files: dict[str, StaticFile] = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and path.suffix not in {".css", ".txt", ".py"}:
                self._add(name, path.read_bytes(), path.suffix)
        order = folder / "css" / "order.txt"
        names = order.read_text().split() if order.exists() else []
        self._add(BUNDLE, b"\n".join(self._sheet(folder / "css" / name) for name in names), ".css")

    def _sheet(self, path: Path) -> bytes:
        # Without npm there is no font; a browser would ask for it on every page.
        return FONT.sub(lambda face: face[0] if face[1].decode() in self.files else b"", path.read_bytes())

    def _add(self, name: str, body: bytes, suffix: str) -> None:
        kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        packed = None if suffix in {".woff2", ".png"} else gzip.compress(body, 9, mtime=0)
        self.files[name] = StaticFile(body, packed, kind, hashlib.sha256(body).hexdigest()[:12])

    def url(self, name: str) -> str:
        """The address of a file, empty where it is not installed (as htmx without npm)."""
        file = self.files.get(name)
        return f"/static/{file.fingerprint}/{name}" if file else ""


@get("/static/{fingerprint:str}/{path:path}", policy=anybody, bare=True, include_in_schema=False)
async def static_file(request: AnyRequest, fingerprint: FromPath[str], path: FromPath[str]) -> Response[bytes]:
    """One static file."""
    files: StaticFiles = request.app.state.static
    # Style sheets name the font relative to themselves, so the fingerprint of the sheet serves for it too.
    file = files.files.get(path.lstrip("/"))
    if file is None:
        raise NotFoundException
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    content = file.body
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = file.packed
    return Response(content, media_type=file.type, headers=headers)
