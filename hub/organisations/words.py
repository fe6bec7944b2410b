"""Words of this room: kinds, states, reasons why something was refused."""

from hub.i18n import message

KINDS = {
    "federation": message("Federation"),
    "regional": message("Regional federation"),
    "member": message("Member organisation"),
    "facility": message("Facility"),
}
STATES = {
    "applied": ("waiting", message("Application, not released yet")),
    "released": ("done", message("Public")),
    "rejected": ("cancelled", message("Application rejected")),
    "closed": ("draft", message("Closed, no longer public")),
}
MEMBERSHIP = {
    "asked": ("waiting", message("asked, not released yet")),
    "released": ("done", message("released")),
    "declined": ("cancelled", message("declined")),
    "invited": ("waiting", message("entered, waits for your yes")),
}
REFUSED = {
    "only_coordinator": message(
        "Nobody else speaks for this organisation. Please make somebody else coordinator first."
    ),
    "never_here": message("This person has not signed in yet. Afterwards they can speak for the organisation."),
    "belongs_already": message("This person belongs to the organisation already."),
    "domain_for_everybody": message("%(domain)s gives mailboxes to everybody, so it does not say who works for you."),
    "has_below": message("There are organisations below this one. Please move or close them first."),
    "into_itself": message("An organisation cannot stand below itself."),
    "wrong_place": message("An organisation of this kind cannot stand there in the tree."),
    "one_federation": message("There is a federation already; there can be only one."),
    "list_empty": message("The file holds no organisation."),
    "list_too_large": message("The file is larger than %(limit)s kilobytes. Please split it."),
    "list_too_many": message("The file has more than %(limit)s lines. Please split it."),
    "list_pdf": message("This is a PDF, in which the hub finds no rows and columns. Please save the table as CSV."),
    "list_picture": message("This is a picture. Please save the table itself as CSV."),
    "list_no_text": message("This is not a CSV file. Please save the table as CSV first."),
    "list_unreadable_line": message("Line %(line)s: the characters cannot be read. Please save the file as UTF-8."),
    "list_no_organisation_column": message("Line %(line)s: the column “Organisation” is missing in the first line."),
    "list_same_column": message("Line %(line)s: the column “%(column)s” stands there twice."),
    "list_width": message("Line %(line)s: it has %(cells)s columns, the first line has %(width)s."),
    "list_quotes": message("Line %(line)s: a quotation mark is not closed."),
    "list_no_name": message("Line %(line)s: the name of the organisation is missing."),
    "list_value": message("Line %(line)s: “%(value)s” is no valid address."),
    "list_too_long": message("Line %(line)s: an entry is longer than %(limit)s characters."),
    "list_control": message("Line %(line)s: it holds invisible control characters."),
}
CONFLICTS = {
    "unknown_region": message("The regional federation “%(value)s” is not known, or its name fits several."),
    "no_region": message("No regional federation is given."),
    "other_branch": message("“%(value)s” is not in your branch."),
    "ambiguous": message("There are several organisations called “%(value)s”; the postcode does not tell which."),
    "elsewhere": message("“%(value)s” stands in another branch already."),
    "contradicts": message("“%(value)s” contradicts an earlier line about the same organisation."),
    "closed": message("“%(value)s” was rejected or closed here."),
    "application": message(
        "“%(value)s” was applied for by somebody whom this list does not name; please decide that first."
    ),
    "domain_for_everybody": message("“%(value)s” gives mailboxes to everybody; it was left out as mail domain."),
}
FIELDS = {
    "place": message("Place"),
    "postcode": message("Postcode"),
    "street": message("Street"),
    "website": message("Website"),
}
