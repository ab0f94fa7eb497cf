"""From a kept reply to the store: the one way, whether it came tonight or is read again."""

from harvester.archive import Reply
from harvester.sources import READERS, Parsed
from harvester.store import Applied, Store


def fold(store: Store, reply: Reply, body: bytes) -> tuple[Parsed, Applied]:
    """Read one archived reply and apply it; return what was read, and what that changed.

    Raises ParseError if its reader can make nothing of it; the store is then as it was.
    """
    parsed = only_asked(READERS[reply.source](body, reply.name), reply)
    return parsed, store.apply(parsed, reply)


def only_asked(parsed: Parsed, reply: Reply) -> Parsed:
    """Return the records whose ids *reply* was asked for; a record nobody asked for is no paper."""
    asked = {number(uid) for uid in reply.params.get("id", "").split(",") if uid}
    kept = {
        place
        for place, origin in enumerate(parsed.origins)
        if not asked or number(origin.source_id) in asked
    }
    return parsed if len(kept) == len(parsed.origins) else parsed.only(kept)


def number(source_id: str) -> int:
    """Return the id as searches give it: PMC's without its prefix.

    >>> number("PMC123"), number("45")
    (123, 45)
    """
    return int(source_id.upper().removeprefix("PMC"))
