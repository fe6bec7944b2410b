"""The Jinja environment, shared by pages and mails."""

import marshal
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from hub.i18n import gettext, language, ngettext, times

FOLDER = Path(__file__).parent.parent.parent / "templates"
KEPT = 1_000


def environment(static: Callable[[str], str]) -> Environment:
    """An environment with autoescape, StrictUndefined, messages, dates and the macros of ui.html as `ui`."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        static=static,
        day_words=times.day_words,
        day_range=times.day_range,
        when=times.when,
        clock=times.clock,
        moment=times.moment,
        clock_range=times.clock_range,
        query=query,
    )
    ui = made.get_template("ui.html", globals=dict(made.globals)).module
    made.globals.update(ui=ui, remembered=_remembered(made))
    return made


def _remembered(environment: Environment) -> Callable[..., Markup]:
    """Render a small template over plain values and keep the latest answers.

    The same values look the same in one language, and days and rows of the programme are what the hub renders most.
    """

    @lru_cache(KEPT)
    def answer(language: str, template: str, packed: bytes) -> Markup:
        return Markup(environment.get_template(template).render(marshal.loads(packed)))

    # The second version of the format writes equal values as equal bytes.
    return lambda template, **values: answer(language(), template, marshal.dumps(values, 2))


def query(current: dict[str, Any], **change: Any) -> str:
    """A query string made of `current` with some values changed; None and empty values are left out."""
    values = {**current, **change}
    text = urlencode([(name, value) for name, value in values.items() if value not in (None, "", False)])
    return f"?{text}" if text else "?"
