"""Raw replies that later ones replaced, dropped; what only they told is kept first."""

from dataclasses import dataclass
from pathlib import Path

from harvester.archive import Archive
from harvester.ledger import WHOLE, Ledger
from harvester.pruned import Pruned
from harvester.rebuild import apply_pending
from harvester.sources import READERS
from harvester.store import Store


@dataclass(frozen=True)
class Dropped:
    """The replies that went (or would go), their bytes on disk, and the replies that stay."""

    replies: int
    bytes: int
    kept: int


def prune(data_dir: Path, dry_run: bool = False) -> Dropped:
    """Drop the replies of whole runs of which no record is the store's present one.

    The lock of *data_dir* is held. A rebuild from what stays gives the same papers, under the
    same ids, with the same history. Raises StoreError if there is no store, or a reply that is to
    stay is damaged; nothing is dropped then.
    """
    archive, ledger = Archive(data_dir / "raw"), Ledger(data_dir / "runs")
    with Store.open(data_dir / "papers.sqlite", create=False) as store:
        apply_pending(store, archive)
        needed = store.needed()
        whole = {run.run for run in ledger.runs() if run.state == WHOLE}
        replies = list(archive.replies())
        useless = [
            reply
            for reply in replies
            if reply.source in READERS and reply.run in whole and reply.name not in needed
            if store.applied(reply.name)
        ]
        size = sum((archive.root / reply.name).stat().st_size for reply in useless)
        if useless and not dry_run:
            gone = {reply.name for reply in useless}
            for reply in replies:  # what stays must be sound before anything goes
                if reply.name not in gone:
                    archive.body(reply)
            marks = {run.run: len(run.marks) for run in ledger.runs()}
            Pruned(store.history(), marks).write(data_dir)
            archive.drop(reply.name for reply in useless)
    return Dropped(len(useless), size, len(replies) - len(useless))
