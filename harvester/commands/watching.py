"""What a command shows while it works, and how it is stopped."""

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from harvester.errors import IncompleteError

INTERRUPTED = "Interrupted. What came is kept: run the same command again and it goes on from here."


@contextmanager
def bar(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show papers, rate and time left on stderr; nothing where that is no terminal, or quiet."""
    from tqdm import tqdm

    off = quiet or not sys.stderr.isatty()
    columns = shutil.get_terminal_size().columns  # 80 where a terminal does not say
    with tqdm(desc=what, unit=" papers", disable=off, ncols=columns, leave=False) as shown:

        def note(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield note


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM end the work as Ctrl-C does: cleanly, with exit status 10."""

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        raise IncompleteError(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
