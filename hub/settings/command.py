"""`hub page`: a footer page from a file, since a production installation does not serve without the legal ones."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from hub.config import Config
from hub.feature import Command
from hub.i18n import gettext, speaking
from hub.settings.actions import publish_page
from hub.settings.footer import BY_KEY, gaps
from hub.settings.queries import shown
from hub.site import site
from hub.text import MAX_LENGTH


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("page", choices=sorted(BY_KEY))
    parser.add_argument("file", nargs="?", help="Markdown, - for standard input; without it the page is printed")


async def _run(parsed: Namespace, config: Config) -> int:
    page = BY_KEY[parsed.page]
    if parsed.file is None:
        found = await shown(page.key)
        print(found["body"] if found else page.start)
        return 0
    try:
        text = (sys.stdin.read() if parsed.file == "-" else Path(parsed.file).read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        print(f"{parsed.file} cannot be read: {getattr(error, 'strerror', 'it is no text in UTF-8')}.", file=sys.stderr)
        return 2
    problems = [f"still to be filled in: {gap}" for gap in gaps(text)]
    problems += ["the text is empty"] if not text else []
    problems += [f"the text is longer than {MAX_LENGTH} characters"] if len(text) > MAX_LENGTH else []
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 2
    with speaking((await site()).language):
        title = gettext(page.title)
    number = await publish_page(page.key, title=title, body=text, base=None, by=None, now=datetime.now(UTC))
    print(f"{config.public_url}{page.path} shows version {number}.")
    return 0


page_command = Command("page", "print a footer page, or store a new version of it from a file", _arguments, _run)
