"""The tags of sessions: made on first use, the same word in another spelling is the same tag."""

from datetime import datetime

from hub.audit import record
from hub.database import write
from hub.refused import Refused
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.content import tag_slug, tidy_tags
from sessions.programme.shown import shows_tag, tell_all
from sessions.programme.tables import SessionTag, Tag


async def put_tags(session: int, names: tuple[str, ...]) -> None:
    """Give a session exactly these tags; call it inside `write()`."""
    await SessionTag.delete().where(SessionTag.session == session)
    for name in tidy_tags(list(names)):
        slug = tag_slug(name)
        await Tag.insert(Tag(slug=slug, name=name)).on_conflict(action="DO NOTHING")
        tag = await Tag.select(Tag.id).where(Tag.slug == slug).first()
        assert tag is not None
        await SessionTag.insert(SessionTag(session=session, tag=tag["id"]))


async def rename_tag(tag: int, name: str, *, by: Viewer, now: datetime) -> None:
    """Write a tag differently (`name` with a letter or digit); its address stays. Refused `not_allowed`, `gone`."""
    (tidy,) = tidy_tags([name])
    allow(policies.may_edit_tags(by))
    async with write():
        if not await Tag.update({Tag.name: tidy}).where(Tag.id == tag).returning(Tag.id):
            raise Refused("gone")
        await tell_all(shows_tag(tag), now=now)
        await record("tag.renamed", "tag", tag, by=by.person, now=now)
