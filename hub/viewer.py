"""Who looks: the one value that queries and policies ask."""

from dataclasses import dataclass, field
from uuid import UUID

from hub.audience import PUBLIC


@dataclass(frozen=True)
class Viewer:
    """A person with what they may see and look after, or a visitor (`person` is None).

    `branches` holds the tree paths ("/1/5/") that the viewer edits, "/" for all; `coordinates` and `works_for` hold
    ids of organisations with a released membership.
    """

    person: int | None = None
    uuid: UUID | None = None
    name: str = ""
    language: str = ""
    keys: frozenset[str] = frozenset({PUBLIC})
    branches: tuple[str, ...] = ()
    works_for: frozenset[int] = frozenset()
    coordinates: frozenset[int] = frozenset()
    scout: bool = False
    administrator: bool = False
    device: int | None = None
    joined: bool = field(default=False)

    @property
    def signed_in(self) -> bool:
        """Whether this is somebody with an account."""
        return self.person is not None

    @property
    def editor(self) -> bool:
        """Whether the viewer edits anything at all."""
        return bool(self.branches)

    @property
    def member(self) -> bool:
        """Whether the viewer counts as member: released somewhere, or scout, editor, administrator."""
        return "members" in self.keys

    def edits(self, path: str | None) -> bool:
        """Whether the viewer edits the branch that holds `path`; what has no branch belongs to editors of all."""
        return any(branch == "/" or (path is not None and path.startswith(branch)) for branch in self.branches)


VISITOR = Viewer()
