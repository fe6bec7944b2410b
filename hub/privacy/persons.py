"""Which mail addresses are a person's own."""

from hub.tables import PersonAddress


async def own_addresses(person: int) -> list[str]:
    """The addresses that reach this person and nobody else; a shared mailbox belongs to no single person."""
    mine = PersonAddress.select(PersonAddress.address).where(PersonAddress.person == person)
    rows = await PersonAddress.select(PersonAddress.person, PersonAddress.address, PersonAddress.address.email).where(
        PersonAddress.address.is_in(mine)
    )
    shared = {row["address"] for row in rows if row["person"] != person}
    return sorted(row["address.email"] for row in rows if row["person"] == person and row["address"] not in shared)
