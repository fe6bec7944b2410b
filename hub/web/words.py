"""The sentence for each reason why something was refused."""

from hub.i18n import gettext, message
from hub.refused import Refused

WORDS: dict[str, str] = {
    "not_allowed": message("You are not allowed to do this."),
    "too_often": message("That was tried very often. Please wait a few minutes and try again."),
    "busy": message("Somebody else was changing the same thing at this moment. Please send it again."),
    "gone": message("This has changed in the meantime. Please look at the page again."),
}


def sentence(refused: Refused) -> str:
    """The reason in the current language; features add their codes to WORDS at start."""
    text = gettext(WORDS.get(refused.code, WORDS["not_allowed"]))
    return text % refused.values if refused.values else text
