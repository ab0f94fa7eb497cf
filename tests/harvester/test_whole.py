"""The promise, end to end: for any papers, any batches and any single fault, all are stored."""

import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester import fetching
from harvester.sandbox import Sandbox
from harvester.sandbox.faults import kinds
from tests.harvester.nights import FIRST, Night, papers

SLOW = ("hang", "hang_in_body", "slow_drip", "rate_limited")  # each waited for in test_failures
FAULTS = sorted(name for name, kind in kinds().items() if kind.passing and name not in SLOW)


@settings(max_examples=40, deadline=None)
@given(
    matching=st.sets(
        st.integers(FIRST, FIRST + 5_000) | st.integers(1_000, 40_000_000), max_size=60
    ),
    others=st.sets(st.integers(50_000_000, 50_001_000), max_size=5),
    batch=st.integers(1, 70),
    fault=st.sampled_from(FAULTS),
    after=st.integers(0, 5),
    times=st.integers(1, 3),
)
def test_the_stored_set_is_the_matching_set(*, matching, others, batch, fault, after, times):
    files = [papers(matching), papers(others, "Propofol in an invented trial")]
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(files, rate=None) as ncbi,
        patch.dict(fetching.BATCH, {"pubmed": batch}),
    ):
        night = Night(ncbi, Path(folder))
        ncbi.fail(fault, after=after, times=times)
        run = night()
        assert night.held() == matching
        assert run.count == run.papers == len(matching)
        assert (run.state, run.drops) == ("whole", [])
