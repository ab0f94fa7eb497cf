"""The record of one run while it goes on: kept up to date, and closed however the run ends."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from harvester import __version__
from harvester.ledger import Ledger, Run
from harvester.order import Order
from harvester.store import Store
from harvester.transport import Traffic

COUNTED = ("new", "changed", "gone", "back")


class Account:
    """Writes what *order* did: requests and bytes of all attempts together, and the counts.

    traffic: what the transport of this attempt sent and received, so far.
    """

    def __init__(
        self,
        ledger: Ledger,
        store: Store,
        order: Order,
        traffic: Traffic,
        now: Callable[[], datetime],
    ):
        self.ledger, self.store, self.order = ledger, store, order
        self.traffic, self.now = traffic, now

    def open(self, command: str) -> Run:
        """Begin the run, or take up the one that did not get to its end."""
        self.run = self.ledger.begin(self.order.question, self.now(), **self._asked(command))
        self._earlier = (self.run.requests, self.run.bytes, self.run.retries)
        return self.run

    def _asked(self, command: str) -> dict[str, Any]:
        query = self.order.query
        versions = [{"name": "ketlit", "version": __version__}]
        if query.topic:
            versions.append({"name": f"topic {query.topic}", "version": query.version})
        return {
            "command": command,
            "source": query.db,
            "topic": query.topic,
            "query": query.text,
            "versions": versions,
            "partial": self.order.limit is not None or self.order.ids is not None,
        }

    def save(self) -> None:
        """Write the record as it stands."""
        requests, size, retries = self._earlier
        kinds = Counter({entry["kind"]: entry["count"] for entry in retries})
        kinds += self.traffic.retries
        self.run.requests = requests + self.traffic.requests
        self.run.bytes = size + self.traffic.bytes
        self.run.retries = [{"kind": kind, "count": n} for kind, n in sorted(kinds.items())]
        self.ledger.save(self.run)

    def count(self) -> Run:
        """Take over what the store counted of this run, all its attempts together."""
        for what, n in self.store.run_counts(self.run.run).items():
            if what in COUNTED:
                setattr(self.run, what, n)
        return self.run

    def close(self, state: str, message: str) -> None:
        """End the run, in the ledger and in the store."""
        self.count()
        self.save()
        self.ledger.end(self.run, state, message, self.now())
        self.store.put_run(self.run.row())
