"""ketlit's analysis: labels with evidence, facts with spans, scores, tables and reports.

The public names are imported when first used, so that `ketlit --help` stays light.
"""

from importlib import import_module
from typing import Any

__all__ = ["classify", "evaluate", "extract", "labels_wide", "summarise"]

_HOME = {
    "classify": "analysis.labels",
    "labels_wide": "analysis.labels",
    "extract": "analysis.extraction",
    "evaluate": "analysis.evaluation",
    "summarise": "analysis.summaries",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
