"""Where a setting comes from: flag > environment > .env > ketlit.toml > default; and aliases."""

import pytest

from harvester.errors import UsageError
from harvester.settings import EUTILS, load_settings


@pytest.fixture
def folder(tmp_path):
    """Return a folder whose .env and ketlit.toml both say something."""
    (tmp_path / ".env").write_text("NCBI_API_KEY=from-dotenv\nKETLIT_PATIENCE=20\n")
    (tmp_path / "ketlit.toml").write_text('patience = 30\ntool = "file"\ndata_dir = "file"\n')
    return tmp_path


def test_each_place_goes_before_the_next(folder):
    env = {"KETLIT_PATIENCE": "10", "KETLIT_DATA_DIR": "env"}
    assert load_settings({"patience": 5}, env, folder).patience == 5
    assert load_settings({"patience": None}, env, folder).patience == 10
    assert load_settings({}, {}, folder).patience == 20
    assert str(load_settings({}, {}, folder).data_dir) == "file"
    assert load_settings({}, {}, folder).tool == "file"
    assert load_settings({}, {}, folder).eutils_url == EUTILS


@pytest.mark.parametrize("name", ["NCBI_API_KEY", "ENTREZ_KEY", "PUBMED_API_KEY"])
def test_an_alias_in_the_environment_goes_before_our_own_name_in_dotenv(folder, name):
    assert load_settings({}, {name: "from-environment"}, folder).api_key == "from-environment"


@pytest.mark.parametrize("name", ["NCBI_EMAIL", "ENTREZ_EMAIL", "PUBMED_EMAIL"])
def test_an_address_may_be_set_under_the_names_of_other_tools(tmp_path, name):
    settings = load_settings({}, {name: "who@example.org"}, tmp_path)
    assert settings.email == "who@example.org"
    assert "who@" not in repr(settings)


def test_an_unknown_entry_names_those_there_are(tmp_path):
    (tmp_path / "ketlit.toml").write_text("patiense = 3\n")
    with pytest.raises(UsageError, match=r"ketlit\.toml: unknown entry 'patiense'.*patience"):
        load_settings({}, {}, tmp_path)
