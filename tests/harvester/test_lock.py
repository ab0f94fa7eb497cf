"""The lock of a data folder: held by one, and laid in no folder that is not ours."""

from datetime import UTC, datetime

import pytest

from harvester.errors import LockedError, StoreError
from harvester.lock import DataLock

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_folder_with_a_store_that_is_not_ours_gets_no_lock(tmp_path):
    (tmp_path / "papers.sqlite").write_text("somebody else's notes")
    with pytest.raises(StoreError, match="not a store of ketlit"), DataLock(tmp_path, "a", NOW):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["papers.sqlite"]


def test_a_second_holder_is_told_who_the_first_is(tmp_path):
    first, second = (DataLock(tmp_path, name, NOW) for name in ("harvest", "import"))
    with first, pytest.raises(LockedError, match=r"harvest \(process \d+ on .*2026-11-23"):
        second.__enter__()
    with DataLock(tmp_path, "import", NOW):
        assert "import" in (tmp_path / "lock").read_text()
