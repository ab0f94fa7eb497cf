"""The local NCBI: a real HTTP server that plays E-utilities over files of one's own."""

from harvester.sandbox.faults import Fault
from harvester.sandbox.local import Sandbox

__all__ = ["Fault", "Sandbox"]
