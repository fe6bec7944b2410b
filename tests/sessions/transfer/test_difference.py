"""What an import changes, and what it leaves to the editors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sessions.transfer.difference import Change, Conflict, Existing, compare, field_values
from sessions.transfer.model import Host, Item, Programme

NINE = datetime(2026, 12, 1, 8, tzinfo=UTC)
ITEM = Item("1", "Padlet", NINE, NINE + timedelta(hours=1), room="Aula", persons=(Host("Anna", "7"),), tags=("KI",))
ALL = frozenset(field_values(ITEM))


def incoming(*items: Item, fields: frozenset[str] = ALL) -> Programme:
    return Programme("T", items=items, fields=fields)


def existing(item: Item, *, cancelled: bool = False, **edited: Any) -> Existing:
    """An entry imported from the item, some of its fields changed by an editor since."""
    values = field_values(item)
    return Existing(item.identity, values, {**values, **edited}, cancelled)


def test_the_same_file_again_changes_nothing() -> None:
    found = compare([existing(ITEM)], incoming(ITEM))
    assert (found.new, found.changed, found.unchanged, found.gone, found.conflicts) == (
        (),
        (),
        (ITEM,),
        (),
        (),
    )


def test_new_and_gone() -> None:
    other = replace(ITEM, identity="2")
    old, cancelled = existing(ITEM), existing(replace(ITEM, identity="3"), cancelled=True)
    found = compare([old, cancelled], incoming(other))
    assert (found.new, found.gone) == ((other,), (old,))
    assert (found.changed, found.unchanged, found.conflicts) == ((), (), ())


def test_what_only_the_file_changed_is_taken_over() -> None:
    moved = replace(ITEM, start=NINE + timedelta(hours=2), room=None)
    found = compare([existing(ITEM)], incoming(moved))
    fields = {
        "room": ("Aula", None),
        "start": ("2026-12-01T08:00:00+00:00", "2026-12-01T10:00:00+00:00"),
    }
    assert found.changed == (Change("1", moved, fields),)
    assert found.conflicts == ()


def test_what_an_editor_changed_stays_and_is_shown() -> None:
    same, both = existing(ITEM, title="Padlet für alle"), replace(ITEM, title="Pads")
    assert compare([same], incoming(ITEM)).conflicts == (Conflict("1", "title", "Padlet", "Padlet für alle", "Padlet"),)
    found = compare([same], incoming(both))
    assert found.conflicts == (Conflict("1", "title", "Padlet", "Padlet für alle", "Pads"),)
    assert (found.changed, found.unchanged) == ((), (both,))


def test_a_conflict_in_one_field_does_not_keep_the_others_from_changing() -> None:
    changed = replace(ITEM, title="Pads", room="Keller")
    found = compare([existing(ITEM, title="Padlet für alle")], incoming(changed))
    assert found.changed == (Change("1", changed, {"room": ("Aula", "Keller")}),)
    assert [conflict.field for conflict in found.conflicts] == ["title"]


def test_editor_and_file_saying_the_same_is_no_conflict() -> None:
    renamed = replace(ITEM, title="Pads")
    found = compare([existing(ITEM, title="Pads")], incoming(renamed))
    assert (found.changed, found.unchanged, found.conflicts) == ((), (renamed,), ())


def test_a_file_does_not_empty_what_it_does_not_speak_of() -> None:
    bare = Item("1", "Padlet", NINE, NINE + timedelta(hours=1))
    found = compare([existing(ITEM)], incoming(bare, fields=frozenset({"title", "start", "end"})))
    assert (found.changed, found.unchanged, found.conflicts) == ((), (bare,), ())


def test_a_field_never_imported_is_filled_but_not_overwritten() -> None:
    values = field_values(ITEM)
    before = {field: value for field, value in values.items() if field not in ("costs", "capacity")}
    entry = Existing("1", before, {**before, "costs": "", "capacity": 12})
    found = compare([entry], incoming(replace(ITEM, costs="5 €", capacity=20)))
    assert [change.fields for change in found.changed] == [{"costs": ("", "5 €")}]
    assert found.conflicts == (Conflict("1", "capacity", None, 12, 20),)


def test_nothing_in_another_spelling_is_no_change() -> None:
    entry = existing(ITEM, subtitle=None, url="", links=None)
    found = compare([entry], incoming(ITEM))
    assert (found.changed, found.conflicts) == ((), ())


def test_hosts_count_by_order_name_and_identity() -> None:
    other = replace(ITEM, persons=(Host("Anna", "8"),))
    found = compare([existing(ITEM)], incoming(other))
    assert [set(change.fields) for change in found.changed] == [{"persons"}]


def test_an_entry_that_comes_back_after_it_was_cancelled_for_being_gone() -> None:
    cancelled = existing(replace(ITEM, cancelled=True), cancelled=True)
    found = compare([cancelled], incoming(ITEM))
    assert [change.fields for change in found.changed] == [{"cancelled": (True, False)}]
