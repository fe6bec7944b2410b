"""Which statements only read, so that a reader may run them."""

import re

_READS = re.compile(r"\s*(?:SELECT|VALUES|WITH)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


def only_reads(sql: str) -> bool:
    """Whether one statement with placeholders surely writes nothing; in doubt no, which is only slower.

    `WITH … INSERT` writes, and so does a PostgreSQL `WITH x AS (DELETE …) SELECT …`.
    """
    if _READS.match(sql) is None:
        return False
    return sql.lstrip()[:4].upper() != "WITH" or _WRITES.search(sql) is None
