"""The footer pages: which there are, their titles, and the texts that their editor begins with."""

import re
from dataclasses import dataclass
from pathlib import Path

from hub.i18n import message
from hub.text import render

TEXTS = Path(__file__).parent / "texts"
GAP = ("‹", "›")


@dataclass(frozen=True)
class FooterPage:
    """One page of the footer; `hint` tells administrators what belongs there."""

    key: str
    title: str
    hint: str
    must: bool = False

    @property
    def path(self) -> str:
        """Where it is read."""
        return f"/{self.key}"

    @property
    def start(self) -> str:
        """The German text to begin with; gaps to fill stand between ‹ and ›."""
        return (TEXTS / f"{self.key}.md").read_text()


PAGES = (
    FooterPage(
        "impressum",
        message("Legal notice"),
        message("Who runs this hub and how they can be reached. Required by law before the hub may serve."),
        must=True,
    ),
    FooterPage(
        "datenschutz",
        message("Privacy"),
        message(
            "Who is responsible and whom to ask. What is stored and for how long is added below by the hub itself."
        ),
        must=True,
    ),
    FooterPage(
        "barrierefreiheit",
        message("Accessibility"),
        message("How accessible the hub is, what does not work yet, and how barriers can be reported."),
    ),
    FooterPage(
        "nutzungsbedingungen",
        message("Terms of use"),
        message("What everybody agrees to who takes part here."),
    ),
    FooterPage(
        "kontakt",
        message("Contact"),
        message("How people reach you beside the form on the page."),
    ),
)
BY_KEY = {page.key: page for page in PAGES}


def rendered(body: str) -> str:
    """A footer page's text as HTML; its headings stand right below the title, so they begin at the second level."""
    return re.sub(r"<(/?)h([345])>", lambda found: f"<{found[1]}h{int(found[2]) - 1}>", render(body))


def gaps(text: str) -> list[str]:
    """What still has to be filled in of a starting text."""
    parts = text.split(GAP[0])[1:]
    return [part.split(GAP[1])[0] for part in parts if GAP[1] in part]
