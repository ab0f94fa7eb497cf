"""What a command shows while it works, and how it is stopped."""

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import TextIO

from harvester.errors import IncompleteError

INTERRUPTED = "Interrupted. What came is kept: run the same command again and it goes on from here."


@contextmanager
def bar(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show papers, rate and time left on stderr; nothing where that is no terminal, or quiet."""
    from tqdm import tqdm
    from tqdm.contrib.logging import logging_redirect_tqdm

    off = quiet or not sys.stderr.isatty()
    columns = shutil.get_terminal_size().columns  # 80 where a terminal does not say
    # What is told meanwhile stands on lines of its own, above the bar.
    aside = nullcontext() if off else logging_redirect_tqdm()
    with aside, tqdm(desc=what, unit=" papers", disable=off, ncols=columns, leave=False) as shown:

        def note(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield note


def folded(text: str, stream: TextIO, before: int = 0) -> str:
    """Return *text* with its lines folded between words to the width of a terminal.

    before: columns of the first line that are taken. Where *stream* is no terminal, lines stay
    whole: a log is searched line by line.
    """
    if not stream.isatty():
        return text
    from textwrap import TextWrapper

    fold = TextWrapper(
        shutil.get_terminal_size().columns, break_long_words=False, break_on_hyphens=False
    )
    lines: list[str] = []
    for line in text.splitlines():
        fold.subsequent_indent = " " * (len(line) - len(line.lstrip()) + 2)
        taken = " " * (0 if lines else before)
        lines.append(fold.fill(taken + line)[len(taken) :])
    return "\n".join(lines)


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
