"""PubMed XML into Arrow tables at bulk speed, streaming and in bounded memory."""

from harvester.columnar.stream import Batch, batches

__all__ = ["Batch", "batches"]
