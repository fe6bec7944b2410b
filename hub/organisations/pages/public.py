"""The directory and the profile of an organisation."""

from datetime import date
from itertools import groupby
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from hub.appointments.queries import visible
from hub.appointments.tables import Appointment
from hub.i18n.times import local
from hub.organisations import directory, policies, queries, words
from hub.organisations.pages.common import found, href
from hub.policies import anybody
from hub.viewer import Viewer
from hub.web.page import AnyRequest, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, now_of, site_of

COMING = 8


@get("/organisations", policy=anybody, include_in_schema=False)
async def index(request: AnyRequest) -> Response[str]:
    """Everybody who takes part, searched and filtered."""
    asked = {name: request.query_params.get(name, "")[:100].strip() for name in ("q", "branch", "kind")}
    regions = await queries.regional_federations()
    region = next((row for row in regions if row["slug"] == asked["branch"]), None)
    kind = asked["kind"] if asked["kind"] in queries.KINDS else ""
    search = directory.Search(asked["q"], region["path"] if region else "", kind)
    total = await directory.size(search)
    paged = paging(request.query_params.get("page", ""), total, path="/organisations", query=asked)
    return page(
        request,
        "organisations/index.html",
        block="list",
        asked={**asked, "branch": region["slug"] if region else "", "kind": kind},
        regions=regions,
        region=region,
        kinds=words.KINDS,
        counts=await directory.counts(),
        total=total,
        pager=paged.links,
        rows=await directory.rows(search, offset=paged.offset, limit=paged.size),
    )


@get("/organisations/{slug:str}", policy=anybody, include_in_schema=False)
async def profile(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str]:
    """What an organisation does, where it stands in the tree, and what it offers next."""
    organisation = await found(slug, viewer)
    below, below_total = await queries.below(organisation["id"])
    return page(
        request,
        "organisations/organisation.html",
        organisation=organisation,
        above=await queries.above(organisation),
        below=below,
        below_total=below_total,
        people=await queries.people_shown(organisation, viewer),
        coming=await _coming(request, organisation, viewer),
        kinds=words.KINDS,
        states=words.STATES,
        membership=words.MEMBERSHIP,
        here=href(organisation),
        may_edit=policies.may_edit(viewer, organisation),
        may_people=policies.may_look_after_people(viewer, organisation),
        may_place=policies.may_place(viewer, organisation),
    )


Day = tuple[date, list[dict[str, Any]]]


async def _coming(request: AnyRequest, organisation: dict[str, Any], viewer: Viewer) -> list[Day]:
    here = Appointment.branch.path.like(f"{organisation['path']}%") & (Appointment.end > now_of(request))
    shown = Appointment.state.is_in(["published", "cancelled"]) & visible(Appointment, viewer)
    rows = await (
        Appointment.select(
            Appointment.title,
            Appointment.path,
            Appointment.start,
            Appointment.end,
            Appointment.state,
            Appointment.place,
        )
        .where(here & shown)
        .order_by(Appointment.start)
        .order_by(Appointment.id)
        .limit(COMING)
    )
    zone = site_of(request).zone
    return [(day, list(some)) for day, some in groupby(rows, key=lambda row: local(row["start"], zone).date())]
