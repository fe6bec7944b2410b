"""Import and export of programmes."""

from pathlib import Path

from hub.feature import Feature, PersonalData, Purge
from hub.i18n import message
from hub.privacy.rules import UPLOAD
from sessions.transfer import drafts, export_pages, pages, personal
from sessions.transfer.command import COMMANDS

feature = Feature(
    key="transfer",
    folder=Path(__file__).parent,
    title=message("Import and export of programmes"),
    optional=True,
    routes=[
        pages.upload_form,
        pages.upload,
        pages.columns_form,
        pages.choose_columns,
        pages.dry_run,
        pages.take_over,
        pages.discard,
        export_pages.schedule_json,
        export_pages.schedule_xml,
        export_pages.table_csv,
        export_pages.table_xlsx,
    ],
    commands=COMMANDS,
    purges=[Purge(UPLOAD, drafts.purge)],
    personal=PersonalData(personal.export, personal.erase),
    verbs={"event.imported": message("imported a programme file into an event")},
)
