"""What is kept, and how: the sole importer of SQLAlchemy and of `models`.

`open_store` gives a Store; inside `with store.transaction() as tx:` the functions of the nouns
(people, conversations, messages, leads, callbacks, attachments, consent, due, outgoing, meta) take
`tx` first and give frozen dataclasses back. Personal data comes in sealed and goes out sealed.
"""

from triage.storage.ids import is_public_id, new_message_id, new_public_id
from triage.storage.store import Store, Tx, open_store

__all__ = ["Store", "Tx", "is_public_id", "new_message_id", "new_public_id", "open_store"]
