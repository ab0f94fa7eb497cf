"""The two makers of nodes, to run a test with either."""

import contextlib

from harvester.columnar import makers

COMPILED, NUMPY = "compiled", "numpy"
SCANNER, WITHOUT = makers.scanner()
MAKERS = (COMPILED, NUMPY) if SCANNER else (NUMPY,)


@contextlib.contextmanager
def using(maker):
    """Read blocks with that maker."""
    before, makers.SCANNER = makers.SCANNER, SCANNER if maker == COMPILED else None
    try:
        yield
    finally:
        makers.SCANNER = before
