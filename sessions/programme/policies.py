"""Who may do what with sessions and events: pure functions over a viewer and what was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.audience import AUDIENCES, MEMBERS, PUBLIC, SCOUTS, STAFF, ancestors, organisation
from hub.policies import contributor
from hub.viewer import Viewer

TEXT_AND_ROOM = frozenset(
    {
        "title", "subtitle", "summary", "description", "difficulty", "costs", "language", "captions", "sign_language",
        "plain_language", "wheelchair", "tags", "room",
    }
)  # fmt: skip
EVERYTHING = TEXT_AND_ROOM | frozenset(
    {
        "type", "start", "end", "event", "track", "place_kind", "place", "registration", "capacity", "visible_to",
        "open_to", "organisation", "hosts",
    }
)  # fmt: skip
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Item:
    """What the rules look at; `path` is the branch whose editors look after it, None where it has none.

    `hosts` are those who give it, without deputies.
    """

    state: str
    path: str | None
    organisation: int | None = None
    organisation_path: str | None = None
    hosts: frozenset[int] = frozenset()
    author: int | None = None
    type: str = ""
    in_event: bool = False
    handed_in: bool = False


def proposed_by(viewer: Viewer, item: Item) -> bool:
    """Whether this is the viewer's own proposal.

    - A draft is looked after by whoever wrote it and by the coordinators of its organisation, until it is published.
    """
    return (
        viewer.person is not None
        and item.state == "draft"
        and (item.author == viewer.person or item.organisation in viewer.coordinates)
    )


def own_webinar(viewer: Viewer, item: Item) -> bool:
    """Whether this is a webinar that a scout gives on their own account.

    - It is a webinar, the scout gives it, and it belongs to no event (an event is put together by its editors).
    """
    return viewer.scout and item.type == "webinar" and viewer.person in item.hosts and not item.in_event


def changeable(viewer: Viewer, item: Item) -> frozenset[str]:
    """Which fields of a session the viewer may change.

    - Editors change everything in their branch; what belongs to no branch, the editors of all.
    - A proposal is changed in everything by those who look after it.
    - Scouts change everything of their own webinars.
    - Hosts change text and room of the sessions they give.
    - Nobody changes what was cancelled, and nobody else changes anything.
    """
    if item.state == "cancelled":
        return NOTHING
    if viewer.edits(item.path) or proposed_by(viewer, item) or own_webinar(viewer, item):
        return EVERYTHING
    return TEXT_AND_ROOM if viewer.person is not None and viewer.person in item.hosts else NOTHING


def may_see(viewer: Viewer, item: Item) -> bool:
    """Find a session among those one looks after.

    - Editors of its branch and its hosts do, and with a draft also its author and the coordinators of its organisation.
    """
    return (
        viewer.edits(item.path)
        or proposed_by(viewer, item)
        or (viewer.person is not None and viewer.person in item.hosts)
    )


def _decides(viewer: Viewer, item: Item) -> bool:
    return viewer.edits(item.path) or own_webinar(viewer, item)


def may_publish(viewer: Viewer, item: Item) -> bool:
    """Make a draft public: editors of its branch, and scouts with their own webinars."""
    return item.state == "draft" and _decides(viewer, item)


def may_propose(viewer: Viewer, item: Item) -> bool:
    """Hand a draft in for publishing, once: those who look after the proposal and may not publish it themselves."""
    return proposed_by(viewer, item) and not _decides(viewer, item) and not item.handed_in


def may_send_back(viewer: Viewer, item: Item) -> bool:
    """Give what was handed in back to whoever wrote it: whoever may publish it."""
    return may_publish(viewer, item) and item.handed_in


def may_withdraw(viewer: Viewer, item: Item) -> bool:
    """Make a draft again of what is published: whoever may publish it."""
    return item.state == "published" and _decides(viewer, item)


def may_cancel(viewer: Viewer, item: Item) -> bool:
    """Cancel what is published.

    - Editors of its branch do.
    - Hosts cancel the sessions they give: nobody knows sooner that it cannot be.
    """
    return item.state == "published" and (
        viewer.edits(item.path) or (viewer.person is not None and viewer.person in item.hosts)
    )


def may_delete(viewer: Viewer, item: Item) -> bool:
    """Delete a draft: editors of its branch and those who look after the proposal."""
    return item.state == "draft" and (viewer.edits(item.path) or proposed_by(viewer, item))


def may_step_down(viewer: Viewer, item: Item) -> bool:
    """Say that one cannot come: the hosts, as long as it is not cancelled."""
    return item.state != "cancelled" and viewer.person is not None and viewer.person in item.hosts


def may_copy(viewer: Viewer, item: Item) -> bool:
    """Make a new draft from it: those who may bring sessions in, see this one here, and may name its organisation."""
    if not (contributor(viewer) and may_see(viewer, item)):
        return False
    if item.organisation is None:
        return may_leave_unnamed(viewer) or viewer.edits(item.path)
    organisation = {"id": item.organisation, "path": item.organisation_path}
    return may_name(viewer, organisation, own_event=viewer.edits(item.path))


def may_name(viewer: Viewer, organisation: Mapping[str, object], *, own_event: bool) -> bool:
    """Put a released organisation down as the one that gives a session.

    - Editors name the organisations of their branch, and any organisation in an event that they edit.
    - Coordinators name the organisations they speak for.
    - Scouts name those they work for.
    """
    id, path = organisation["id"], str(organisation["path"])
    return (
        viewer.edits(path)
        or (viewer.editor and own_event)
        or id in viewer.coordinates
        or (viewer.scout and id in viewer.works_for)
    )


def may_leave_unnamed(viewer: Viewer) -> bool:
    """Bring in a session without organisation, which only editors of all can publish: they, and scouts."""
    return viewer.edits(None) or viewer.scout


def may_join(viewer: Viewer, *, event_path: str | None, event_state: str, state: str) -> bool:
    """Put a session into an event.

    - Editors of the event's branch do.
    - Everybody else who brings sessions in proposes drafts for events that are published.
    """
    if event_state == "cancelled":
        return False
    return viewer.edits(event_path) or (contributor(viewer) and event_state == "published" and state == "draft")


def may_edit_event(viewer: Viewer, path: str | None) -> bool:
    """Create, change, publish, withdraw, cancel, copy or delete an event: editors of its branch."""
    return viewer.edits(path)


def may_edit_tags(viewer: Viewer) -> bool:
    """Write a tag differently: editors of all, since tags belong to no branch."""
    return viewer.edits(None)


def may_address(viewer: Viewer, key: str) -> bool:
    """Choose one of the fixed audiences.

    - Everybody who brings sessions in chooses the public and members.
    - Scouts and editors choose scouts; editors choose staff.
    """
    if key == SCOUTS:
        return viewer.scout or viewer.editor
    if key == STAFF:
        return viewer.editor
    return key in {PUBLIC, MEMBERS}


def within(narrow: str, wide: str, paths: Mapping[str, str]) -> bool:
    """Whether everybody with the key `narrow` also has the key `wide`; `paths` gives the path of each org: key.

    - The public holds everybody; members hold scouts, staff and every organisation.
    - An organisation holds everything below it in the tree.
    """
    if narrow == wide or wide == PUBLIC:
        return True
    if narrow == PUBLIC:
        return False
    if wide == MEMBERS:
        return True
    if wide in AUDIENCES or narrow in AUDIENCES:
        return False
    return wide in {organisation(id) for id in ancestors(paths.get(narrow, ""))}
