"""Render the sample again: `python -m harvester.sandbox.sample`."""

from harvester.sandbox.sample.generate import write

write()
