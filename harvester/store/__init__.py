"""The store: one SQLite file, data/papers.sqlite, which `ketlit rebuild` can make again.

It is a fold over what is kept for ever (data/raw and data/runs): the same replies and marks in
the same order make the same tables, row for row. So nothing in here reads a clock, asks chance,
or is told something that is in neither the archive nor a run record.
"""

from harvester.store.store import Applied, Known, Store

__all__ = ["Applied", "Known", "Store"]
