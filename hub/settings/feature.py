"""Settings, footer pages, reports and the audit log."""

from pathlib import Path

from hub.feature import Feature, NavItem, Purge
from hub.i18n import message
from hub.policies import administrator
from hub.privacy.rules import REPORT
from hub.settings import pages_admin, pages_audit, pages_footer, pages_reports, queries, reporting, trail
from hub.settings.command import page_command
from hub.settings.demo import fill
from hub.settings.footer import PAGES
from hub.settings.pages_admin import looks_after
from hub.settings.personal import personal

feature = Feature(
    key="settings",
    folder=Path(__file__).parent,
    title=message("Settings"),
    routes=[
        pages_admin.overview,
        pages_admin.settings,
        pages_admin.change,
        pages_admin.upload_logo,
        pages_admin.remove_logo,
        pages_admin.logo,
        pages_admin.accent,
        pages_footer.footer_page,
        pages_footer.footer_pages,
        pages_footer.edit,
        pages_footer.publish,
        pages_footer.version,
        pages_footer.restore,
        pages_reports.report_form,
        pages_reports.report,
        pages_reports.contact,
        pages_reports.queue,
        pages_reports.one_report,
        pages_reports.close,
        pages_reports.reopen,
        pages_audit.audit,
    ],
    navigation=[NavItem(message("Administration"), "/admin", looks_after, order=90)],
    footer=[
        *(NavItem(page.title, page.path, order=10 + position) for position, page in enumerate(PAGES)),
        NavItem(message("Report content or a barrier"), "/report", order=20),
    ],
    admin=[
        NavItem(message("Reports and messages"), "/editing/reports", looks_after, order=60),
        NavItem(message("Who did what"), "/editing/audit", looks_after, order=70),
        NavItem(message("Settings"), "/admin/settings", administrator, order=80),
        NavItem(message("Footer pages"), "/admin/pages", administrator, order=81),
    ],
    words={
        "page_changed": message(
            "Somebody published a newer version of this page meanwhile. Your text is still here: please compare the two"
            " and publish again."
        ),
        "logo_too_large": message("Please keep the logo under %(limit)s kB."),
        "logo_no_picture": message("Please choose a PNG, or an SVG without scripts, links and embedded pictures."),
    },
    verbs={
        "settings.changed": message("changed settings"),
        "logo.changed": message("changed the logo"),
        "logo.removed": message("removed the logo"),
        "page.published": message("published a footer page"),
        "report.closed": message("closed a report"),
        "report.reopened": message("opened a report again"),
    },
    kinds={
        "settings": message("Settings"),
        "page_version": message("Footer page"),
        "report": message("Report"),
        "person": message("Person"),
        "organisation": message("Organisation"),
    },
    names={
        "person": trail.person_names,
        "organisation": trail.organisation_names,
        "page_version": queries.version_names,
        "report": reporting.names,
    },
    purges=[Purge(REPORT, reporting.purge)],
    personal=personal,
    commands=[page_command],
    demo=fill,
)
