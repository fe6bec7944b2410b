"""What the fixed choices of the programme are called; every text is an English message."""

from collections.abc import Mapping

from hub.audience import MEMBERS, PUBLIC, SCOUTS, STAFF
from hub.i18n import gettext, message

KINDS = {
    "digi_dienstag": message("Digi-Dienstag"),
    "scout_camp": message("Scout camp"),
    "festival": message("Festival week"),
    "theme_month": message("Theme month"),
    "plain": message("Event"),
}
TYPES = {
    "workshop": message("Workshop"),
    "webinar": message("Webinar"),
    "tool_introduction": message("Tool introduction"),
    "exchange": message("Exchange"),
    "consultation_hour": message("Consultation hour"),
    "other": message("Miscellaneous"),
}
PLACE_KINDS = {
    "online": message("Online"),
    "on_site": message("On site"),
    "hybrid": message("On site and online"),
}
REGISTRATIONS = {
    "none": message("Without registration: give a name, come in"),
    "session": message("For this session"),
    "event": message("For the whole event, then choose"),
}
DIFFICULTIES = {
    "none": message("No previous knowledge"),
    "some": message("Some previous knowledge"),
    "much": message("Much previous knowledge"),
}
AUDIENCES = {
    PUBLIC: message("Everybody"),
    MEMBERS: message("Member organisations"),
    SCOUTS: message("Online scouts"),
    STAFF: message("Staff of the federation"),
}
ACCESSIBILITY = {
    "captions": message("Captions"),
    "sign_language": message("Sign language"),
    "plain_language": message("Plain language"),
    "wheelchair": message("Wheelchair accessible"),
}


def words_for(choices: Mapping[str, str], key: str) -> str:
    """What one of the choices above is called in the current language; an unknown one is the last of them."""
    return gettext(choices.get(key) or list(choices.values())[-1])
