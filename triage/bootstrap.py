"""The only composition root: settings in, House out.

Open a house in each process after the fork. It refuses keys that this database was not written
with, and, where asked, a schema that this program does not know: then nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from triage import canary
from triage.clock import SystemClock
from triage.content import load_script
from triage.conversation.script import Script
from triage.errors import ConfigProblem, Conflict, Damaged
from triage.kept import kept_names, kept_reader
from triage.services.house import House
from triage.settings import SettingsSource
from triage.storage import Store, meta, open_store, schema
from triage.twilio_gateway.account import AccountBook
from triage.understanding import Reader
from triage.vault import Vault
from triage.vocabulary import OfficeHours

if TYPE_CHECKING:
    from triage.twilio_gateway.rest import TwilioRest

__all__ = ["House", "open_house", "open_vault"]


def open_house(source: SettingsSource, *, require_schema: bool = False) -> House:
    """Everything put together.

    Raises ConfigProblem, ContentProblem, SchemaUnknown, StorageDown, and Conflict for a database
    that was not restored to its end.
    """
    settings = source.current()
    store = open_store(
        settings.database,
        deadline=settings.triage_db_deadline_seconds,
        logins=lambda: source.current().databases,
    )
    vault = open_vault(source)
    try:
        if require_schema:
            schema.check(store.engine)
            _refuse_half_restored(store)
            _prove_keys(store, vault)
        rest = _later(source)
        house = House(
            settings=source,
            clock=SystemClock(source),
            vault=vault,
            store=store,
            script=_script(
                settings.office,
                settings.triage_call_number,
                settings.triage_languages,
                settings.is_demo,
            ),
            reader=_reader(),
            send=lambda sending: rest().send(sending),
            find_sent=lambda sending, since: rest().find_sent(sending, since),
            at_twilio=AccountBook(
                lambda *what, **more: rest().ask(*what, **more),
                lambda: source.current().twilio_account_sid,
            ),
        )
        if require_schema:
            _erase_again(house)
        return house
    except BaseException:
        store.close()
        raise


def open_vault(source: SettingsSource) -> Vault:
    """The keys alone, without a database; a rotation is seen at the next use."""
    return Vault(lambda: source.current().data_keys, lambda: source.current().index_keys)


@cache
def _reader() -> Reader:
    """Read once a process: a server that opened a house before it forked shares it with workers."""
    return kept_reader()


@cache
def _script(
    office: OfficeHours, call_number: str, served: tuple[str, ...], unreviewed: bool
) -> Script:
    """Read once a process too: the texts are part of the program, and nobody changes a Script."""
    names = kept_names()
    return load_script(
        office=office,
        call_number=call_number,
        served=served,
        unreviewed=unreviewed,
        countries={code: names.countries[code] for code in served if code in names.countries},
        calendars=names.calendars,
    )


def _refuse_half_restored(store: Store) -> None:
    """Nobody who was erased since a backup was made may come back with it."""
    with store.reading() as tx:
        if meta.find(tx, meta.RESTORE_PENDING):
            raise Conflict("a backup is not restored to the end: run `triage restore --finish`")


def _erase_again(house: House) -> None:
    """The same where a database was brought back by other means: nobody is served before it."""
    if (house.settings.current().triage_data_dir / "erasures.log").exists():
        from triage.services.people import erasure

        if erasure.is_behind(house):
            erasure.replay(house)


def _prove_keys(store: Store, vault: Vault) -> None:
    """Keep a canary in the database: a wrong key shows before anything is written with it."""
    with store.transaction() as tx:
        kept = meta.find_locked(tx, canary.NAME)
        try:
            proven = canary.check(vault, kept)
        except Damaged as problem:
            raise ConfigProblem([str(problem)]) from None
        if proven != kept:
            meta.put(tx, canary.NAME, proven)


def _later(source: SettingsSource) -> Callable[[], TwilioRest]:
    """Twilio's client at its first use: a web process answers by TwiML and never loads it."""
    made: list[TwilioRest] = []

    def rest() -> TwilioRest:
        if not made:
            from triage.twilio_gateway.rest import Credentials, TwilioRest

            def login() -> Credentials:
                settings = source.current()
                return Credentials(settings.twilio_account_sid, *settings.rest_login)

            base_url = source.current().twilio_api_base_url
            made.append(TwilioRest(login, base_url=base_url))
        return made[0]

    return rest
