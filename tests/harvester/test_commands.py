"""status, recall, doctor and update, as a user runs them."""

import contextlib
import json
import os
import pty
import sqlite3
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.harvester.nights import FIRST, papers

IDS = range(FIRST, FIRST + 60)


@pytest.fixture
def at_home(sandbox, ketlit, tmp_path):
    """Return (ketlit, ncbi): every command asks the local NCBI, quickly."""
    ncbi = sandbox(papers(IDS))
    (tmp_path / "ketlit.toml").write_text("rate = 500.0\npatience = 5.0\n")

    def run(*args, **options):
        return ketlit(*args, env={**ncbi.env, **options.pop("env", {})}, **options)

    return run, ncbi


def test_dry_run_writes_nothing(at_home, tmp_path):
    ketlit, _ = at_home
    told = json.loads(ketlit("harvest", "--dry-run", "--json", check=0).stdout)
    assert told["count"] == len(IDS)
    assert "Title/Abstract" in told["translation"]
    assert not (tmp_path / "data").exists()


def test_dry_run_reads_at_eighty_columns_and_the_query_can_be_copied(at_home):
    ketlit, _ = at_home
    query = " OR ".join(f'"ket-amine {n}"[Title/Abstract]' for n in range(40))
    said = ketlit("harvest", "--dry-run", "--query", query, check=0).stdout
    assert max(map(len, said.splitlines())) <= 80
    assert query in " ".join(said.split())


def test_a_harvest_tells_its_translation_only_to_who_asks(at_home):
    ketlit, _ = at_home
    plain = ketlit("harvest", check=0).stderr
    assert f"{len(IDS)} papers match." in plain
    assert "[Title/Abstract]" not in plain
    assert max(map(len, plain.splitlines())) < 400
    assert "[Title/Abstract]" in ketlit("-v", "harvest", check=0).stderr


def test_limit_and_pmids_and_query(at_home, tmp_path):
    ketlit, _ = at_home
    limited = json.loads(ketlit("harvest", "--limit", "7", "--json", check=0).stdout)
    assert (limited["papers"], limited["state"]) == (7, "incomplete")
    (tmp_path / "ids.txt").write_text(f"{FIRST}, pmid:{FIRST + 1}  # two of them\n4000000\n")
    these = json.loads(ketlit("harvest", "--pmids", "ids.txt", "--json", check=0).stdout)
    assert (these["count"], these["papers"]) == (3, 2)
    assert these["drops"][0]["reason"] == "deleted"
    own = json.loads(ketlit("harvest", "--query", f"{FIRST + 9}[UID]", "--json", check=0).stdout)
    assert own["count"] == 1
    assert json.loads(ketlit("status", "--json", check=0).stdout)["incomplete"] == []
    whole = json.loads(ketlit("harvest", "--json", check=0).stdout)
    assert whole["papers"] == len(IDS)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--topic", "aspirin"], "ketamine"),
        (["--query", "  "], "empty"),
        (["--source", "scopus"], "pubmed"),
        (["--since", "2024-05-01", "--until", "2024-01-01"], "after"),
        (["--limit", "0"], "0"),
        (["--bogus", "1"], "--pmids"),
    ],
)
def test_wrong_usage_is_2_and_names_what_there_is(at_home, args, says):
    ketlit, ncbi = at_home
    done = ketlit("harvest", *args, check=2)
    assert says in done.stderr
    assert len(ncbi.requests) == 0


def test_since_and_until_are_dates_of_entry(at_home):
    ketlit, ncbi = at_home
    ncbi.add(papers([50_000_000], entered="2024/03/03"))
    args = ("harvest", "--since", "2024-01-01", "--until", "2024-12-31", "--json")
    told = json.loads(ketlit(*args, check=0).stdout)
    assert (told["count"], told["named"]["new"]) == (1, ["pmid:50000000"])


def test_status_before_and_after(at_home):
    ketlit, _ = at_home
    assert "nothing here yet" in ketlit("status", check=0).stdout
    assert ketlit("status", "--max-age", "36h").returncode == 1
    ketlit("harvest", check=0)
    told = json.loads(ketlit("status", "--json", "--max-age", "36h", check=0).stdout)
    assert told["tables"]["papers"] == len(IDS)
    (whole,) = told["whole"]
    assert whole["count"] == whole["papers"] + len(whole["drops"])
    assert told["incomplete"] == []
    assert ketlit("status", "--max-age", "soon").returncode == 2
    assert "60 papers" in ketlit("status", check=0).stdout


def test_the_age_is_that_of_what_a_schedule_asks(at_home, tmp_path):
    ketlit, _ = at_home
    ketlit("harvest", check=0)
    record = next((tmp_path / "data" / "runs").glob("*.json"))
    run = json.loads(record.read_text())
    record.write_text(json.dumps({**run, "ended": "2020-01-01T00:00:00Z"}))
    ketlit("harvest", "--query", f"{FIRST}[UID]", check=0)
    stale = ketlit("status", "--max-age", "36h", check=1)
    assert "schedule" in stale.stderr
    ketlit("harvest", check=0)
    ketlit("status", "--max-age", "36h", check=0)


def test_prisma_says_query_translation_counts_and_date(at_home):
    ketlit, _ = at_home
    ketlit("harvest", check=0)
    text = ketlit("status", "--prisma", check=0).stdout
    for wanted in ("PRISMA-S", "ketamin*[tiab]", "Title/Abstract", "item 13", "| 60 |"):
        assert wanted in text


def test_prisma_counts_a_paper_of_two_databases_once(ketlit, sandbox):
    from harvester.sandbox import sample_files

    ketlit("harvest", "--source", "all", env=sandbox(*sample_files()).env, check=0)
    told = json.loads(ketlit("status", "--json", check=0).stdout)
    identified = sum(run["count"] for run in told["whole"])
    papers = told["tables"]["papers"]
    text = ketlit("status", "--prisma", check=0).stdout
    assert identified > papers
    assert f"| Duplicate records removed before screening | {identified - papers} |" in text
    assert f"| Records to be screened | {papers} |" in text


def test_recall_says_which_are_missed_and_why(at_home, tmp_path):
    ketlit, ncbi = at_home
    ncbi.add(papers([50_000_000], "Propofol in an invented trial"))
    (tmp_path / "known.txt").write_text(f"{FIRST}\n50000000\n4000000\n")
    done = ketlit("recall", "--known", "known.txt", "--json", check=1)
    told = json.loads(done.stdout)
    assert told["found"] == [FIRST]
    assert "no abstract and no MeSH headings" in told["missed"]["50000000"]
    assert "Propofol" in told["missed"]["50000000"]
    assert told["missed"]["4000000"] == "not in pubmed"
    (tmp_path / "known.txt").write_text(f"{FIRST}\n")
    assert "100.0%" in ketlit("recall", "--known", "known.txt", check=0).stdout


def test_doctor_finds_all_well_and_each_thing_that_is_not(at_home, tmp_path):
    ketlit, ncbi = at_home
    ketlit("harvest", check=0)
    told = json.loads(ketlit("doctor", "--json", check=0).stdout)
    names = {check["name"] for check in told["checks"]}
    assert names >= {"identity", "ncbi", "key", "clock", "disk", "lock", "runs", "store", "archive"}
    told = ketlit("doctor", env={"KETLIT_PURE": "1"}, check=0).stdout
    assert "numpy alone, without the compiled scanner: KETLIT_PURE is set" in told
    reply = next((tmp_path / "data" / "raw").glob("*/*.gz"))
    reply.write_bytes(reply.read_bytes()[:100])
    with sqlite3.connect(tmp_path / "data" / "papers.sqlite") as store:
        store.execute("DELETE FROM papers WHERE pmid = ?", (FIRST,))
    store.close()
    ncbi.fail("key_invalid")
    env = {"NCBI_API_KEY": "0a1b2c3d4e5f"}
    done = ketlit("doctor", "--json", env=env, check=1)
    unwell = {check["name"] for check in json.loads(done.stdout)["checks"] if not check["well"]}
    assert unwell == {"key", "store", "archive"}
    assert "0a1b2c3d4e5f" not in done.stdout + done.stderr


def test_doctor_without_a_network_says_so(ketlit, tmp_path):
    env = {"KETLIT_EUTILS_URL": "http://127.0.0.1:9/entrez/eutils/"}
    done = ketlit("doctor", env=env, check=1)
    assert "NOT WELL" in done.stdout
    assert "Traceback" not in done.stderr


def test_update_is_one_record_and_its_labels_are_no_older_than_its_papers(at_home, tmp_path):
    ketlit, _ = at_home
    ketlit("-q", "harvest", "--query", f"{FIRST}:{FIRST + 50}[UID]", check=0)
    ketlit("-q", "classify", check=0)
    ketlit("-q", "update", check=0, timeout=300)
    run = json.loads(max((tmp_path / "data" / "runs").glob("*.json")).read_text())
    assert (run["command"], run["state"]) == ("update", "whole")
    assert [step["name"] for step in run["steps"]][:2] == ["classify", "extract"]
    assert {step["state"] for step in run["steps"]} == {"whole"}
    assert {one["name"] for one in run["versions"]} == {
        "ketlit",
        "topic ketamine",
        "conditions",
        "model",
    }
    store = sqlite3.connect(tmp_path / "data" / "papers.sqlite")
    labelled = store.execute("SELECT count(DISTINCT paper_id) FROM labels").fetchone()
    store.close()
    assert labelled == (len(IDS),)


def test_update_does_not_classify_after_a_harvest_that_is_not_whole(at_home, tmp_path):
    ketlit, ncbi = at_home
    ncbi.fail("unavailable")
    done = ketlit("update", "--patience", "0.2", check=10)
    assert "patience" in done.stderr
    (record,) = (tmp_path / "data" / "runs").glob("*.json")
    assert json.loads(record.read_text())["steps"] == []


def test_no_key_and_no_address_anywhere_after_a_night_of_trouble(at_home, tmp_path):
    ketlit, ncbi = at_home
    secrets = {"NCBI_API_KEY": "deadbeef0badf00d42", "NCBI_EMAIL": "someone@uni.example"}
    ncbi.fail("rate_limited_200", times=1)
    ncbi.fail("reset_in_body", times=1, utility="efetch")
    told = ketlit("-v", "harvest", env=secrets, check=0)
    ncbi.fail("key_invalid")
    refused = ketlit("-v", "harvest", env=secrets, check=11)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    shown = (told.stdout + told.stderr + refused.stdout + refused.stderr).encode()
    for secret in secrets.values():
        assert secret.encode() not in shown + kept


def test_a_lost_store_is_made_again_from_the_archive_and_ncbi_not_asked_for_records(
    at_home, tmp_path
):
    ketlit, ncbi = at_home
    ketlit("harvest", "--query", "ketamin*[tiab]", check=0)
    for path in (tmp_path / "data").glob("papers.sqlite*"):
        path.unlink()
    ncbi.requests.clear()
    (tmp_path / "data" / "runs").rename(tmp_path / "elsewhere")
    (tmp_path / "data" / "runs").mkdir()
    ketlit("harvest", "--query", "ketamin*[tiab]", check=0)
    assert ncbi.requests.of("efetch") == []


def test_rebuild_without_an_archive_makes_nothing(ketlit, tmp_path):
    done = ketlit("--data-dir", "typo", "rebuild", check=12)
    assert "typo/raw: there is no archive" in done.stderr
    assert not (tmp_path / "typo").exists()


def test_an_unknown_common_option_names_those_there_are(ketlit):
    assert "--data-dir" in ketlit("--bogus", "status", check=2).stderr


def test_a_terminal_of_eighty_columns_is_never_overrun(at_home, tmp_path):
    ncbi = at_home[1]
    shown = at_a_terminal(["harvest"], ncbi, tmp_path)
    assert shown[0].endswith(f"{len(IDS)} papers match.")
    assert any("pmid:" in line for line in shown)
    for args in (["status"], ["harvst"], ["harvest", "--souce", "pmc"], ["find", "a AND ("]):
        shown += at_a_terminal(args, ncbi, tmp_path)
    assert max(map(len, shown)) <= 80
    assert any("Did you mean harvest?" in line for line in shown)
    assert any("Did you mean --source?" in line for line in shown)


def at_a_terminal(args, ncbi, cwd):
    """Return the lines that a terminal of 80 columns is left with, unwrapped by it."""
    ours, theirs = pty.openpty()
    env = {**os.environ, **ncbi.env, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    command = [sys.executable, "-m", "analysis", *args]
    with subprocess.Popen(command, cwd=cwd, env=env, stdout=theirs, stderr=theirs):
        os.close(theirs)
        sent = b""
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(ours, 4096):
                sent += part
    os.close(ours)
    lines = sent.decode().replace("\x1b[A", "").split("\r\n")
    return [line.rpartition("\r")[2] for line in lines if line.rpartition("\r")[2].strip()]


def test_no_connection_is_told_in_a_sentence(ketlit):
    nobody = {"KETLIT_EUTILS_URL": "http://127.0.0.1:9/"}
    said = ketlit("harvest", "--patience", "0", env=nobody, check=10).stderr
    assert "Connection refused), 1 times over" in said
    assert "HTTPConnectionPool" not in said
