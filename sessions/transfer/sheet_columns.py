"""Which column of a table holds what, guessed from its head."""

import re
from collections.abc import Sequence
from typing import Literal, get_args

Column = Literal[
    "id", "date", "start", "end", "end_date", "duration", "title", "subtitle", "type", "track", "hosts",
    "organisation", "room", "place", "place_kind", "capacity", "abstract", "description", "tags", "language",
    "difficulty", "costs", "registration", "url", "links", "cancelled", "do_not_record",
]  # fmt: skip
COLUMNS: tuple[Column, ...] = get_args(Column)

# Whole heads, the surest first, folded to letters and digits; "Referent*in", "Referent:in" and "Referent/-in"
# all become
# "referentin".
_WORDS: dict[Column, str] = {
    "id": "id kennung nummer nr uid guid uuid identifier",
    "date": "datum date termin tag day am wann",
    "start": (
        "uhrzeit zeit beginn start startzeit von anfang ab time begin begins starttime from "
        "uhrzeitvonbis vonbis uhrzeitbeginn zeitraum startuhrzeit"
    ),
    "end": "ende bis endzeit schluss end endtime ends until uhrzeitende enduhrzeit to",
    "end_date": "enddatum datumbis enddate letztertag",
    "duration": "dauer dauermin dauerinminuten länge laenge duration length minuten minutes",
    "title": (
        "titel title thema veranstaltungstitel titelderveranstaltung veranstaltung topic session "
        "sessiontitle event angebot vortrag themen was name"
    ),
    "subtitle": "untertitel subtitle zusatz",
    "type": ("format art typ veranstaltungsart veranstaltungsformat type kind formattyp kategorie category"),
    "track": "themenstrang strang track reihe themenfeld themenbereich schwerpunkt",
    "hosts": (
        "mit referentin referentinnen referent referenten referierende leitung moderation dozent "
        "dozentin dozentinnen dozierende wer durch host hosts speaker speakers trainer trainerin "
        "trainerinnen anbietende anbieter gastgebende vortragende by presenter presenters scout "
        "scouts onlinescout kursleitung"
    ),
    "organisation": (
        "organisation verein träger traeger einrichtung mitgliedsorganisation veranstalter "
        "veranstalterin veranstaltende organization organiser organizer verband orga"
    ),
    "room": "raum saal room zimmer raumnummer",
    "place": "ort veranstaltungsort adresse place location venue address wo where standort",
    "place_kind": (
        "ortsart ortart durchführung durchfuehrung onlineoderpräsenz onlinepräsenz präsenzonline "
        "veranstaltungsform modus mode attendancemode onlinevorort vorortonline"
    ),
    "capacity": (
        "plätze plaetze maxtn maxteilnehmende maxteilnehmerinnen maxteilnehmer teilnehmerzahl "
        "teilnehmerinnenzahlnzahl kapazität kapazitaet seats capacity maxparticipants tn tnzahl "
        "anzahlplätze platzzahl maxplätze maximaleteilnehmerzahl"
    ),
    "abstract": "kurzbeschreibung kurztext teaser abstract kurzinfo zusammenfassung summary worumgehtes",
    "description": (
        "beschreibung inhalt inhalte langtext text ausschreibung details description content "
        "beschreibungstext langbeschreibung ausführlichebeschreibung"
    ),
    "tags": "schlagworte schlagwörter schlagwort stichworte stichwörter tags keywords hashtags",
    "language": "sprache sprachen language",
    "difficulty": ("vorkenntnisse niveau schwierigkeit level difficulty kenntnisstand vorwissen prerequisites"),
    "costs": ("kosten preis teilnahmebeitrag teilnahmegebühr gebühr gebühren beitrag costs cost price fee"),
    "registration": "anmeldung anmelden anmeldelink anmeldungunter anmeldungbei registration signup",
    "url": "link url weblink webseite website internet internetseite homepage infolink mehrinfos web",
    "links": "weiterelinks links weiterführendelinks furtherlinks",
    "cancelled": "abgesagt entfällt cancelled canceled",
    "do_not_record": "nichtaufzeichnen keineaufzeichnung donotrecord",
}
_KNOWN: dict[str, tuple[Column, int]] = {
    word: (column, rank) for column, words in _WORDS.items() for rank, word in enumerate(words.split())
}

# Parts of heads, asked for only where no whole head has taken the column; access data is never published.
_PARTS: tuple[tuple[str, Column | None], ...] = (
    (r"zoom|zugang|einwahl|meeting|passwor|kennwort|intern|mail|telefon|phone", None),
    (r"kurzbeschreibung|kurztext|teaser", "abstract"),
    (r"beschreibung|description", "description"),
    (r"untertitel|subtitle", "subtitle"),
    (r"^titel|titel$|^title|title$|^thema", "title"),
    (r"referent|referierend|dozent|moderation|leitung|speaker|^host", "hosts"),
    (r"plätze|plaetze|teilnehm.*zahl|^max|kapazit|seats|capacity", "capacity"),
    (r"uhrzeit", "start"),
    (r"enddatum|enddate", "end_date"),
    (r"datum|^date|date$", "date"),
    (r"^beginn|^start", "start"),
    (r"^ende", "end"),
    (r"dauer|duration", "duration"),
    (r"raum|^room", "room"),
    (r"^ort|ort$|location", "place"),
    (r"organisation|verein|träger|organization", "organisation"),
    (r"schlagw|stichw|keyword", "tags"),
    (r"vorkenntnis", "difficulty"),
    (r"kosten|gebühr|preis", "costs"),
    (r"^anmeld", "registration"),
    (r"sprache|language", "language"),
    (r"format", "type"),
)


def guess_columns(head: Sequence[str]) -> dict[int, Column]:
    """The field of each recognised column, by its place from 0; no field stands for two columns.

    Of several columns for one field the one with the surest word gets it, and one that only contains such a
    word gets a field that is still free.
    """
    folded = [re.sub(r"[\W_]+", "", cell.casefold()) for cell in head]
    whole = [(_KNOWN[word][1], place, _KNOWN[word][0]) for place, word in enumerate(folded) if word in _KNOWN]
    parts = [(0, place, _by_part(word)) for place, word in enumerate(folded) if word not in _KNOWN]
    found: dict[Column, int] = {}
    for _, place, column in (*sorted(whole), *parts):
        if column is not None:
            found.setdefault(column, place)
    return {place: column for column, place in sorted(found.items(), key=lambda pair: pair[1])}


def _by_part(word: str) -> Column | None:
    return next((column for part, column in _PARTS if re.search(part, word)), None)
