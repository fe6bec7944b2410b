"""What accounts contribute: getting in, profile, address, devices, people."""

from pathlib import Path

from hub.accounts import demo, grants, privacy
from hub.accounts.pages import address, me, people, roles, sign_in
from hub.accounts.people import people_names
from hub.accounts.tables import ADDRESS_CHANGE
from hub.feature import Feature, NavItem, PersonalData, Purge
from hub.i18n import message
from hub.policies import administrator
from hub.privacy import rules

feature = Feature(
    key="accounts",
    folder=Path(__file__).parent,
    title=message("Account"),
    routes=[*sign_in.routes, *me.routes, *address.routes, *people.routes, *roles.routes],
    admin=[NavItem(message("Roles"), roles.HERE, administrator, order=82)],
    words={
        "wrong_code": message("That is not the code. Tries left: %(left)s."),
        "use_the_link": message("Too many wrong codes today. Please open the link in the mail instead."),
        "same_address": message("That is the address already."),
        "has_role": message("They have that role already."),
        "no_branch": message("There is no such organisation."),
        "no_role": message("They do not have that role any more."),
        "only_administrator": message(
            "Nobody else with an account runs this hub. Give the role to somebody else first, then this one can go."
        ),
    },
    verbs={
        "address.asked": message("asked for another mail address"),
        "address.changed": message("changed a mail address"),
        "address.undone": message("took a change of mail address back"),
        "role.granted": message("granted a role"),
        "role.revoked": message("took a role away"),
    },
    kinds={"person": message("Person")},
    names={"person": people_names},
    purges=[
        Purge(rules.SIGN_IN, privacy.purge_devices),
        Purge(rules.CODE, privacy.purge_codes),
        Purge(ADDRESS_CHANGE, privacy.purge_address_changes),
        Purge(privacy.IDLE, privacy.ask_idle),
    ],
    personal=PersonalData(export=privacy.own_data, erase=privacy.erase),
    commands=grants.commands,
    demo=demo.move_in,
    demo_order=20,
)
