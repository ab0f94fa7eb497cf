"""ketlit's harvester: the complete ketamine literature of PubMed and PMC as pandas frames.

The public names are imported when first used, so that `ketlit --help` stays light.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["harvest", "iter_pubmed", "load", "parse_jats", "parse_pubmed", "read_export"]

_HOME = {
    "harvest": "harvester.run",
    "iter_pubmed": "harvester.reading",
    "load": "harvester.corpus",
    "parse_jats": "harvester.reading",
    "parse_pubmed": "harvester.reading",
    "read_export": "harvester.exported",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harvester' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
