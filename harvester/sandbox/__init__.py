"""The local NCBI: a real HTTP server that plays E-utilities over files of one's own."""

from harvester.sandbox.faults import Fault
from harvester.sandbox.local import Sandbox
from harvester.sandbox.sample import sample_files

__all__ = ["Fault", "Sandbox", "sample_files"]
