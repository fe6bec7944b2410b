"""What an administrator must have written before an installation may serve."""

from hub.settings.footer import PAGES
from hub.settings.queries import newest_of_all
from hub.settings.tables import PageVersion


async def missing() -> list[str]:
    """One line for each footer page without which the law forbids to serve."""
    written = await newest_of_all() if await PageVersion.table_exists() else {}
    return [
        f"The page {page.path} is missing (hub page {page.key} prints a text to begin with, "
        f"hub page {page.key} FILE.md stores it)"
        for page in PAGES
        if page.must and page.key not in written
    ]
