"""The door to the tables that editors keep: read a file, guess its columns, make a programme of it."""

from sessions.transfer.sheet_columns import COLUMNS, Column, guess_columns
from sessions.transfer.sheet_file import Row, Sheet, read_sheet
from sessions.transfer.sheet_rows import to_programme

__all__ = ["COLUMNS", "Column", "Row", "Sheet", "guess_columns", "read_sheet", "to_programme"]
