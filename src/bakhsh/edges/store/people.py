"""What the catalogue remembers of people: whom it was told to forget, and what was done with somebody's data.

Nothing here names anybody. A person is a keyed hash, and so is each of his ids and addresses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, func, insert, select

from bakhsh.edges.store.codec import from_text, to_text
from bakhsh.edges.store.database import Database
from bakhsh.edges.store.schema import audit, tombstones
from bakhsh.records import AuditEntry

__all__ = ["People", "bury", "write_down"]


class People:
    """Tombstones and the audit trail. Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tokens(self) -> frozenset[str]:
        """The keyed hash of every id and address that must not come back."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(tombstones.c.token)).all())

    def owners(self) -> dict[str, str]:
        """Every token with the keyed hash of the person it is of."""
        with self._database.reading() as connection:
            return {
                row.token: row.person for row in connection.execute(select(tombstones.c.token, tombstones.c.person))
            }

    def learn(self, more: Mapping[str, str], entry: AuditEntry) -> None:
        """Further tokens of people who were forgotten, each with whose it is, put up under the day of then; written
        down with them. Those of nobody known are left out."""
        with self._database.writing() as connection:
            for person in sorted(set(more.values()) - {""}):
                of = select(tombstones.c.forgotten_on, tombstones.c.asked_by).where(tombstones.c.person == person)
                first = connection.execute(of.order_by(tombstones.c.forgotten_on)).first()
                tokens = [token for token, owner in more.items() if owner == person]
                if first is not None:
                    bury(connection, person, tokens, first.forgotten_on, first.asked_by)
            write_down(connection, entry)

    def forgotten_on(self, tokens: Collection[str]) -> date | None:
        """The first day on which somebody with one of these was forgotten; None where nobody was."""
        query = select(func.min(tombstones.c.forgotten_on)).where(tombstones.c.token.in_(list(tokens)))
        with self._database.reading() as connection:
            found: date | None = connection.scalar(query)
        return found

    def tokens_beside(self, tokens: Collection[str]) -> frozenset[str]:
        """Every token of the people who have one of these."""
        persons = select(tombstones.c.person).where(tombstones.c.token.in_(list(tokens)))
        with self._database.reading() as connection:
            return frozenset(
                connection.scalars(select(tombstones.c.token).where(tombstones.c.person.in_(persons))).all()
            )

    def write_down(self, entry: AuditEntry) -> AuditEntry:
        """One more line of the audit trail; returned with its number."""
        with self._database.writing() as connection:
            return write_down(connection, entry)

    def trail(self, person: str = "") -> tuple[AuditEntry, ...]:
        """What was done, oldest first: with everybody's data, or with that of one person."""
        query = select(audit.c.record).order_by(audit.c.entry)
        with self._database.reading() as connection:
            found = connection.scalars(query.where(audit.c.person == person) if person else query).all()
        return tuple(from_text(AuditEntry, one) for one in found)


def write_down(connection: Connection, entry: AuditEntry) -> AuditEntry:
    """Adds the entry to the trail within somebody's transaction."""
    last = connection.scalar(select(func.max(audit.c.entry)))
    added = replace(entry, entry=(last or 0) + 1)
    values = {"entry": added.entry, "at": added.at, "verb": added.verb, "person": added.person}
    connection.execute(insert(audit).values(**values, record=to_text(added)))
    return added


def bury(connection: Connection, person: str, tokens: Collection[str], day: date, asked_by: str) -> None:
    """A tombstone for each token that has none yet, within somebody's transaction."""
    known = set(connection.scalars(select(tombstones.c.token)).all())
    for token in sorted(set(tokens) - known):
        values = {"token": token, "person": person, "forgotten_on": day, "asked_by": asked_by}
        connection.execute(insert(tombstones).values(**values))
