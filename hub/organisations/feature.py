"""What the organisations room contributes."""

from pathlib import Path

from hub.feature import Block, Feature, NavItem, PersonalData, Purge
from hub.i18n import message
from hub.organisations import demo, me, personal, words
from hub.organisations.actions import calendars
from hub.organisations.commands import members
from hub.organisations.pages import api, applying, editing, giving_up, importing, joining, people, profile, public
from hub.policies import editor
from hub.privacy.rules import WHILE_PUBLIC

VERBS = {
    "organisation.applied": message("applied for an organisation"),
    "organisation.founded": message("added an organisation"),
    "organisation.released": message("released an organisation"),
    "organisation.rejected": message("rejected an organisation"),
    "organisation.reopened": message("put an application back into the queue"),
    "organisation.closed": message("closed an organisation"),
    "organisation.edited": message("changed a profile"),
    "organisation.moved": message("moved an organisation in the tree"),
    "members.imported": message("imported a member list"),
    "membership.invited": message("entered a person who is asked to agree"),
    "membership.asked": message("asked to join"),
    "membership.released": message("released a person"),
    "membership.declined": message("declined a person"),
    "membership.removed": message("removed a person"),
    "membership.left": message("left an organisation"),
    "membership.not_me": message("said that an entry is not about them"),
    "coordinator.made": message("made somebody coordinator"),
    "coordinator.unmade": message("ended somebody's coordination"),
    "domain.added": message("added a mail domain"),
    "domain.removed": message("removed a mail domain"),
}

feature = Feature(
    key="organisations",
    folder=Path(__file__).parent,
    routes=[
        public.index,
        public.profile,
        applying.form,
        applying.send,
        profile.form,
        profile.save,
        profile.move,
        people.people,
        people.add,
        people.change,
        people.add_domain,
        people.remove_domain,
        people.ask_not_me,
        people.not_me,
        joining.form,
        joining.join,
        joining.leave,
        giving_up.ask,
        giving_up.give_up,
        giving_up.take_back,
        editing.queue,
        editing.new,
        editing.add,
        editing.change,
        editing.ask_reason,
        editing.reject,
        importing.form,
        importing.check,
        importing.apply,
        api.organisations,
        api.organisation,
    ],
    navigation=[NavItem(message("Organisations"), "/organisations", order=40)],
    admin=[NavItem(message("Organisations of my branch"), editing.DESK, editor, order=10)],
    me=[Block("organisations/me.html", me.load, order=40)],
    words=words.REFUSED,
    jobs={calendars.JOB: calendars.carry_on},
    personal=PersonalData(personal.export, personal.erase),
    purges=[Purge(WHILE_PUBLIC, personal.purge)],
    verbs=VERBS,
    commands=[members],
    demo=demo.fill,
    demo_order=10,
)
