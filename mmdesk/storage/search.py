"""Finding orders by the beginnings of their words, the same on both databases.

The words are cut and folded here, so that neither database's idea of a word matters. Each keeps them in a
table `shipment_words` of its own kind: a full-text index of SQLite, or a tsvector of PostgreSQL.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from mmdesk.storage.tables import ShipmentRow

_RUN: Final = re.compile(r"[^\W_]+")
_LONGEST_WORD: Final = 64
_MOST_WORDS: Final = 32
_SHORTEST_END: Final = 4
# Neither mark is a letter or a digit, so that nobody can type one.
_BACKWARDS: Final = "←"
_OWNER: Final = "⌂"


def folded(words: str) -> Iterator[str]:
    """The runs of letters and digits in a text, all in one case, ё as е, a letter with its accent as one."""
    plain = unicodedata.normalize("NFC", words.casefold()).replace("ё", "е")
    return (run.group()[:_LONGEST_WORD] for run in _RUN.finditer(plain))


def words(connection_id: int, shipment_id: str, numbers: Iterable[str], names: Iterable[str]) -> str:
    """Everything under which an order is found, each word once, parted by blanks.

    A number is found by its parts and without its punctuation; the shipment's own from its end as well.
    """
    own = "".join(folded(shipment_id))
    found = {f"{_OWNER}{connection_id}", own, f"{_BACKWARDS}{own[::-1]}"}
    for number in numbers:
        parts = tuple(folded(number))
        found.update(parts, ["".join(parts)[:_LONGEST_WORD]])
    for name in names:
        found.update(folded(name))
    return " ".join(sorted(found - {""}))


def words_of(row: ShipmentRow) -> str:
    """The words of a shipment with its lots; the delivery lot is nothing to look for."""
    goods = [lot for lot in row.lots if not lot.is_delivery]
    numbers = [row.order_code, row.delivery_id, row.crm_order_id]
    numbers += [number for lot in goods for number in (lot.offer_id, lot.goods_id)]
    return words(row.connection_id, row.shipment_id, numbers, [row.buyer_name, *(lot.name for lot in goods)])


def write(session: Session, rows: Sequence[ShipmentRow]) -> None:
    """Keep the words of shipments that have their keys; the index is written anew, changed or not."""
    statement = _REPLACE if session.get_bind().dialect.name == "sqlite" else _PUT
    session.execute(statement, [{"key": row.id, "words": words_of(row)} for row in rows])


def find(session: Session, typed: str, owners: Collection[int] | None, limit: int) -> tuple[int, ...]:
    """The latest shipments in which every word typed begins some word; nothing where no word was typed.

    `owners` are the connections to look in, None for all. At most 32 of the words typed count.
    """
    typed_words = tuple(dict.fromkeys(folded(typed)))[:_MOST_WORDS]
    if not typed_words or (owners is not None and not owners):
        return ()
    groups = [_beginnings(word) for word in typed_words]
    if owners is not None:
        groups.append([(f"{_OWNER}{owner}", False) for owner in sorted(owners)])
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    query, expression = (_FIND_TSVECTOR, _tsquery) if on_postgresql else (_FIND_FTS, _fts)
    return tuple(session.scalars(query, {"wanted": expression(groups), "limit": limit}))


_Group = list[tuple[str, bool]]


def _beginnings(word: str) -> _Group:
    """A word that begins like this, or a shipment id that ends so; True stands for a beginning."""
    if len(word) < _SHORTEST_END:
        return [(word, True)]
    return [(word, True), (f"{_BACKWARDS}{word[::-1]}", True)]


def _fts(groups: Iterable[_Group]) -> str:
    """In SQLite's language. The words hold letters, digits and our marks only, so nothing needs escaping."""
    alternatives = (
        " OR ".join(f'"{word}"*' if beginning else f'"{word}"' for word, beginning in group)
        for group in groups
    )
    return " AND ".join(f"({group})" for group in alternatives)


def _tsquery(groups: Iterable[_Group]) -> str:
    """The same in PostgreSQL's."""
    alternatives = (
        " | ".join(f"'{word}':*" if beginning else f"'{word}'" for word, beginning in group)
        for group in groups
    )
    return " & ".join(f"({group})" for group in alternatives)


_REPLACE: Final = text("INSERT OR REPLACE INTO shipment_words (rowid, words) VALUES (:key, :words)")
_PUT: Final = text(
    "INSERT INTO shipment_words (shipment_pk, words)"
    " VALUES (:key, array_to_tsvector(string_to_array(:words, ' ')))"
    " ON CONFLICT (shipment_pk) DO UPDATE SET words = excluded.words"
)
_FIND_FTS: Final = text(
    "SELECT rowid FROM shipment_words WHERE shipment_words MATCH :wanted ORDER BY rowid DESC LIMIT :limit"
)
_FIND_TSVECTOR: Final = text(
    "SELECT shipment_pk FROM shipment_words WHERE words @@ CAST(:wanted AS tsquery)"
    " ORDER BY shipment_pk DESC LIMIT :limit"
)
