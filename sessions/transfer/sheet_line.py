"""One row of a table with its cells by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sessions.transfer.sheet_columns import Column
from sessions.transfer.sheet_dates import read_moment
from sessions.transfer.sheet_file import Row
from sessions.transfer.text import PROSE_LIMIT
from sessions.transfer.values import Notes


@dataclass(frozen=True)
class Line:
    """A row, its cells and the heads of its columns by field, and where its problems go."""

    row: Row
    cells: Mapping[Column, str]
    heads: Mapping[Column, str]
    notes: Notes

    def text(self, column: Column) -> str:
        return self.cells.get(column, "")

    def at(self, column: Column) -> Notes:
        return self.notes.at(("column", self.heads[column])) if column in self.heads else self.notes

    def line(self, column: Column) -> str:
        return self.at(column).line(self.text(column), column)

    def prose(self, column: Column) -> str:
        """Text with its lines; a table holds what people typed, so signs of HTML in it are meant."""
        return self.at(column).cut(self.text(column), column, PROSE_LIMIT)

    def heading(self) -> date | None:
        """The date in a row that holds nothing else."""
        filled = [cell for cell in self.row.cells if cell]
        moment = read_moment(filled[0]) if len(filled) == 1 else None
        return moment.day if moment and moment.start is None else None
