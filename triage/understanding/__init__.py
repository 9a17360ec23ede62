"""Understanding: from any text to a Meaning. Pure once loaded: no clock, environment or database.

`load_reader` reads and checks the data files once; `Reader.read` is total and linear.
"""

from __future__ import annotations

from triage.understanding.fieldwise import read_field
from triage.understanding.labels import label_of
from triage.understanding.loading import load_reader
from triage.understanding.reader import Reader

__all__ = ["Reader", "label_of", "load_reader", "read_field"]
