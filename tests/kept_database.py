"""A PostgreSQL database that is lent to one test after the other, emptied in between.

Making one from a template and dropping it takes up to half a second, emptying it a hundredth of
that. Each test still has a database under a name of its own, which is gone when the test ends:
a thread that outlives its test reaches nobody's rows. A database whose schema a test touched, or
that grew large, is not lent again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

#: In the template, beside the tables. A sequence counts what is rolled back too, so that every
#: change of the schema is seen; `emptied` is false where the database is not as it was.
WATCH: LiteralString = """
CREATE SCHEMA test_watch;
CREATE TABLE test_watch.version AS TABLE public.alembic_version;
CREATE SEQUENCE test_watch.changes;

CREATE FUNCTION test_watch.emptied() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    IF (SELECT is_called FROM test_watch.changes) THEN
        RETURN false;
    END IF;
    IF (SELECT sum(pg_relation_size(oid)) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r') > 4000000 THEN
        RETURN false;
    END IF;
    SET LOCAL session_replication_role = replica;  -- in any order
    FOR one IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('DELETE FROM %s', one.name);
    END LOOP;
    INSERT INTO public.alembic_version SELECT * FROM test_watch.version;
    PERFORM setval(seqrelid, seqstart, false)
        FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
        WHERE relnamespace = 'public'::regnamespace
            AND pg_sequence_last_value(seqrelid) IS NOT NULL;
    RETURN true;
END $$;

CREATE FUNCTION test_watch.note() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM nextval('test_watch.changes'); END $$;
CREATE EVENT TRIGGER test_watch_changed ON ddl_command_end EXECUTE FUNCTION test_watch.note();
CREATE EVENT TRIGGER test_watch_dropped ON sql_drop EXECUTE FUNCTION test_watch.note();
"""


def watch(template: URL) -> None:
    """Make a migrated database fit to be the template of a `KeptDatabase`."""
    with psycopg.connect(_words(template), autocommit=True) as line:
        line.execute(WATCH)
        line.execute("SELECT setval('test_watch.changes', 1, false)")


class KeptDatabase:
    """At most one database at rest, which the next test gets. Not for several threads."""

    def __init__(self, server: URL, template: URL) -> None:
        """`server` names a database in which others can be made, `template` a watched one."""
        self._server = server
        self._template = sql.Identifier(str(template.database))
        self._line = psycopg.connect(_words(server), autocommit=True)
        self._at_rest = f"triage_rest_{os.getpid()}"
        self._rests = False
        self._lent = 0

    @contextmanager
    def lend(self) -> Iterator[URL]:
        """A database with the template's tables and nothing else, for as long as the block runs."""
        self._lent += 1
        name = f"triage_test_{os.getpid()}_{self._lent}"
        if self._rests:
            self._rename(self._at_rest, name)
            self._rests = False
        else:
            self._do("CREATE DATABASE {} TEMPLATE {}", sql.Identifier(name), self._template)
        try:
            yield self._server.set(database=name)
        finally:
            self._take_back(name)

    def close(self) -> None:
        """Drop what rests."""
        if self._rests:
            self._drop(self._at_rest)
        self._line.close()

    def _take_back(self, name: str) -> None:
        self._cut(name)
        self._rename(name, self._at_rest)
        self._rests = True
        if not self._emptied():
            self._drop(self._at_rest)
            self._rests = False

    def _cut(self, name: str) -> None:
        """End all connections to it, and wait until the server has forgotten them."""
        ending = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        until = time.monotonic() + 10
        while self._line.execute(ending, [name]).fetchone() != (0,) and time.monotonic() < until:
            time.sleep(0.002)

    def _emptied(self) -> bool:
        with psycopg.connect(_words(self._server.set(database=self._at_rest))) as line:
            try:
                return line.execute("SELECT test_watch.emptied()").fetchone() == (True,)
            except psycopg.Error:  # the test took the function away
                return False

    def _rename(self, old: str, new: str) -> None:
        self._do("ALTER DATABASE {} RENAME TO {}", sql.Identifier(old), sql.Identifier(new))

    def _drop(self, name: str) -> None:
        self._do("DROP DATABASE {} WITH (FORCE)", sql.Identifier(name))

    def _do(self, statement: LiteralString, *names: sql.Identifier) -> None:
        self._line.execute(sql.SQL(statement).format(*names))


def _words(url: URL) -> str:
    """This address as psycopg reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
