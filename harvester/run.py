"""One harvest, start to end. The parts meet here, and nowhere else: read it and you know the rest.

List every id of the query and prove that they are all; choose what must be fetched; fetch it,
keeping each reply whole before anything is read from it; account for every id that became no
paper; say what is gone. A run that stops anywhere goes on from there.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester import changes
from harvester.account import Account
from harvester.archive import Archive
from harvester.errors import IncompleteError, KetlitError, RefusedError
from harvester.fetching import BATCH
from harvester.folding import number
from harvester.fulltext import bring_full_texts, kept_before, open_ids
from harvester.intake import Intake
from harvester.ledger import FAILED, INCOMPLETE, REFUSED, WHOLE, Ledger, Run, stamp
from harvester.listing import Listing, grouped, list_ids, refuse_ignored
from harvester.lock import DataLock
from harvester.order import Order, orders
from harvester.rebuild import rebuild
from harvester.settings import Settings, load_settings
from harvester.store import Known, Store
from harvester.transport import Transport

logger = logging.getLogger(__name__)
INTERRUPTED = "Interrupted. What came is kept: run the same command again and it goes on from here."
Note = Callable[[int, int], object]


def utc_now() -> datetime:
    """Return the time, from the one clock that dates a run."""
    return datetime.now(UTC)


def harvest(
    data_dir: str | Path = "data",
    topic: str = "ketamine",
    query: str | None = None,
    source: str | Sequence[str] = "pubmed",
    *,
    settings: Settings | None = None,
    note: Note = lambda _done, _total: None,
    **narrowed: Any,
) -> Run:
    """Bring the corpus in *data_dir* up to date and return the record of the run.

    source "all" makes two runs, PubMed's and then PMC's, whose record is returned. note: called
    with the papers fetched and to be fetched. narrowed: since, until, filters, limit, ids,
    accept_gone and fulltext, as in `order.orders`. Raises the errors of harvester.errors; after
    IncompleteError the same call goes on.
    """
    settings = settings or load_settings({"data_dir": data_dir})
    asked = orders(topic, query, source, **narrowed)
    with DataLock(Path(data_dir), "harvest", utc_now()):
        return [carry_out(order, Path(data_dir), settings, note) for order in asked][-1]


def carry_out(
    order: Order, data_dir: Path, settings: Settings, note: Note, command: str = "harvest"
) -> Run:
    """Carry out one order on a data folder whose lock is held; open and close what it takes."""
    path, transport = data_dir / "papers.sqlite", Transport(settings)
    if not path.exists() and any(Archive(data_dir / "raw").replies()):
        rebuild(data_dir)  # nothing is asked of NCBI twice because a file was lost
    with Store.open(path) as store:
        return Harvest(order, data_dir, store, transport, note=note).carry_out(command)


class Harvest:
    """One order, carried out on one data folder whose lock is held."""

    def __init__(
        self,
        order: Order,
        data_dir: Path,
        store: Store,
        transport: Transport,
        *,
        note: Note,
        now: Callable[[], datetime] = utc_now,
    ):
        self.order, self.query, self.db = order, order.query, order.query.db
        self.data_dir = data_dir
        self.archive, self.ledger = Archive(data_dir / "raw"), Ledger(data_dir / "runs")
        self.store, self.transport, self.note, self.now = store, transport, note, now
        self.fetch = transport.fetch

    def carry_out(self, command: str) -> Run:
        """Do all of it and return the record of the whole run; or close the record and raise."""
        self.last = self.ledger.last(self.order.question, WHOLE)
        self.before = self.ledger.ids(self.last) if self.last else None
        self.account = Account(
            self.ledger, self.store, self.order, self.transport.traffic, self.now
        )
        self.run = self.account.open(command)
        self.intake = Intake(
            run=self.run.run,
            db=self.db,
            archive=self.archive,
            store=self.store,
            fetch=self.fetch,
            now=self.now,
            note=self._progress,
        )
        try:
            if self.order.ids is None:
                self._bring_up_to_date()
            else:
                self._just_these(self.order.ids)
        except KeyboardInterrupt:
            self.store.abandon()
            self.account.close(INCOMPLETE, INTERRUPTED)
            raise IncompleteError(INTERRUPTED) from None
        except KetlitError as error:
            states = {IncompleteError: INCOMPLETE, RefusedError: REFUSED}
            self.account.close(states.get(type(error), FAILED), str(error))
            raise
        finally:
            self.transport.stop()
        return self.run

    def _bring_up_to_date(self) -> None:
        self.intake.catch_up()
        listing = self._list()
        gone = self._find_gone(listing)
        wanted = self._choose(listing)
        self.run.drops = self.intake.bring(wanted)
        if self.order.fulltext and self.db == "pmc":
            self._bring_full_texts(listing, wanted)
        self._mark_gone(gone)
        self._account_for(listing)

    def _list(self) -> Listing:
        """List every id of the query; a topic of which NCBI ignores a part is an error."""
        listing = list_ids(self.query, self.fetch, self.before or ())
        self.run.translation, self.run.warnings = listing.translation, list(listing.remarks)
        self.run.slices = [vars(one) for one in listing.slices]
        self.run.count = listing.count
        self.account.save()
        logger.info("%s papers match.", f"{listing.count:,}")
        logger.debug("NCBI's translation: %s", listing.translation)
        for kind, remarks in grouped(listing.remarks).items():
            logger.info("NCBI remarks: %s: %s", kind, "; ".join(remarks))
        refuse_ignored(self.query, listing)
        return listing

    def _find_gone(self, listing: Listing) -> dict[int, str]:
        """Return the ids that the last whole run listed and this one does not, each with why."""
        if self.last and self.before is None:
            logger.warning("The list of run %s is lost: nothing is told gone.", self.last.run)
        if self.before is None or self.order.limit is not None:
            return {}
        absent = sorted(set(self.before) - set(listing.ids))
        if not self.order.accept_gone:
            changes.refuse_mass_loss(len(absent), len(self.before))
        gone, still = changes.truly_gone(self.query, absent, self.fetch)
        for uid in self.ledger.listed_elsewhere(self.last):
            gone.pop(uid, None)
        listing.ids, listing.count = sorted({*listing.ids, *still}), listing.count + len(still)
        return gone

    def _choose(self, listing: Listing) -> list[int]:
        """Return the ids to fetch: new, changed, and those whose turn it is."""
        seen = {
            uid: changes.Seen(known.retrieved_at, known.gone or not known.listed)
            for uid, known in self._known().items()
        }
        new = changes.new_ids(listing.ids, seen)[::-1][: self.order.limit]
        if self.last is None or self.order.limit is not None:
            return sorted(new)
        modified = changes.modified(self.query, self.last.began, self.fetch)
        turn = changes.rolling(listing.ids, seen, self.now() - self.last.began, BATCH[self.db])
        # A run that was taken up again does not fetch twice what its first part fetched.
        again = {
            uid
            for uid in {*modified, *turn} & seen.keys()
            if seen[uid].retrieved_at < self.run.started
        }
        self.run.refetched += len(again)
        return sorted(again.union(new))

    def _bring_full_texts(self, listing: Listing, fetched: Sequence[int]) -> None:
        """Fetch the whole articles of open papers: those of tonight, and those never had."""
        due = set(fetched) | (set(listing.ids) - kept_before(self.archive))
        wanted = sorted(due & open_ids(self.data_dir))
        self.run.fulltext = bring_full_texts(
            wanted, self.run.run, self.archive, self.store, self.fetch, now=self.now
        )

    def _mark_gone(self, gone: dict[int, str]) -> None:
        """Tell the store what is gone; and the record, from which the store can be made again."""
        ids = [
            source_id
            for source_id, known in self.store.known(self.db).items()
            if number(source_id) in gone and not known.gone
        ]
        if not ids:
            return
        at = stamp(self.now())
        self.run.marks.append({"kind": "gone", "source": self.db, "ids": ids, "at": at})
        self.run.left += [{"id": uid, "reason": gone[number(uid)]} for uid in ids]
        self.account.save()
        self.run.name("gone", self.store.mark_gone(self.run.run, self.db, ids, at))

    def _account_for(self, listing: Listing) -> None:
        """Close the run if every listed id is a paper or an itemised drop; else raise."""
        held = {uid: known.paper_id for uid, known in self._known().items() if not known.gone}
        drops = {drop["id"]: drop for drop in self.run.drops if int(drop["id"]) not in held}
        papers: set[str] = set()
        for uid in listing.ids:
            if held.get(uid) in papers:
                drops[str(uid)] = {"id": str(uid), "reason": "duplicate", "detail": held[uid]}
            elif uid in held:
                papers.add(held[uid])
        self.run.count, self.run.papers = listing.count, len(papers)
        self.run.drops = list(drops.values())
        missing = listing.count - len(papers) - len(drops)
        if missing and self.order.limit is None:
            raise IncompleteError(f"{missing:,} papers are still to be fetched. Run it again.")
        if self.order.limit is not None:
            self.account.close(INCOMPLETE, f"Limited to {self.order.limit:,} new papers.")
            return
        self.ledger.keep_ids(self.run, listing.ids)
        self.account.close(WHOLE, self.account.count().in_words())

    def _just_these(self, ids: Sequence[int]) -> None:
        """Fetch the papers that a list names, whether the topic finds them or not."""
        self.intake.catch_up()
        known = self._known()
        done = {uid for uid in ids if uid in known and known[uid].retrieved_at >= self.run.started}
        self.run.drops = self.intake.bring([uid for uid in ids if uid not in done])
        self.run.count, self.run.papers = len(ids), len(ids) - len(self.run.drops)
        self.account.close(WHOLE, self.account.count().in_words())

    def _known(self) -> dict[int, Known]:
        return {number(uid): known for uid, known in self.store.known(self.db).items()}

    def _progress(self, answered: int, asked: int) -> None:
        for what, papers in self.intake.named.items():
            self.run.name(what, papers)
        self.account.save()
        self.note(answered, asked)
