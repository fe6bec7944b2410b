"""The footer pages of the demo: examples that say so."""

from datetime import datetime

from hub.i18n import gettext, speaking
from hub.settings import actions
from hub.settings.footer import PAGES, gaps

EXAMPLE = (
    "**Dies ist ein Beispiel.** Der Hub läuft als Vorführung; Namen, Anschriften und Nummern auf dieser Seite sind "
    "erfunden. Im Betrieb schreibt die Verwaltung hier ihren eigenen Text.\n\n"
)
FILLED = {
    "Name des Trägers, zum Beispiel: Muster-Verband e. V.": "Beispielverband Digital e. V.",
    "Name des Trägers": "Beispielverband Digital e. V.",
    "Straße und Hausnummer": "Beispielweg 1",
    "Postleitzahl und Ort": "00000 Beispielstadt",
    "Vorstand oder Geschäftsführung mit vollem Namen": "Kim Beispiel (Geschäftsführung)",
    "Telefonnummer": "(000) 000 00",
    "Mailadresse": "hub@beispiel.example",
    "Vereinsregister oder Handelsregister": "Vereinsregister",
    "Amtsgericht und Ort": "Amtsgericht Beispielstadt",
    "Registernummer": "VR 0000",
    "Nummer, oder diese Zeile löschen": "keine",
    "Vor- und Nachname": "Kim Beispiel",
    "Name und Mailadresse, oder: Eine Benennung ist nicht vorgeschrieben.": "datenschutz@beispiel.example",
    "Name und Sitz des Hosting-Anbieters": "Beispiel-Hosting, Beispielstadt",
    "Name des Mail-Anbieters": "Beispiel-Mail",
    "zuständige Landesbehörde für Datenschutz": "Aufsichtsbehörde des Landes Beispiel",
    "Monat und Jahr, und wer geprüft hat": "nur zur Vorführung, ohne Prüfung",
    "weitere bekannte Hindernisse, oder diese Zeile löschen": "Gedruckte Programme haben noch keine große Schrift.",
    "Mailadresse und Telefonnummer": "barrieren@beispiel.example, (000) 000 00",
    "zuständige Schlichtungs- oder Durchsetzungsstelle": "Schlichtungsstelle des Landes Beispiel",
    "Telefonnummer und Sprechzeiten": "(000) 000 00, montags bis donnerstags von 9 bis 12 Uhr",
    "Name, Straße, Postleitzahl und Ort": "Beispielverband Digital e. V., Beispielweg 1, 00000 Beispielstadt",
}


def example(start: str) -> str:
    """A starting text with its gaps filled by something made up."""
    for gap in gaps(start):
        start = start.replace(f"‹{gap}›", FILLED[gap])
    return EXAMPLE + start


async def fill(now: datetime) -> None:
    """Publish an example of every footer page."""
    for page in PAGES:
        with speaking("de"):
            title = gettext(page.title)
        await actions.publish_page(page.key, title=title, body=example(page.start), base=None, by=None, now=now)
