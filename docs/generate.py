"""Print the reference pages from the code, so that they cannot drift from it.

`python docs/generate.py` writes the pages of PAGES into docs/; with `--check` it exits with 1,
naming the page, if one is not as the code says.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from analysis.cli import COMMANDS, roof
from harvester.failures import FAILURES, Failure
from harvester.query import DATABASES, topic_lines, topic_query, topics
from harvester.sandbox.faults import kinds
from harvester.schema import TABLES, Table

HERE = Path(__file__).parent


def data_dictionary() -> str:
    """Return the data dictionary as Markdown, one section a table."""
    head = [
        "# Data dictionary",
        "",
        "Made from `harvester/schema.toml`. Missing is null in every column; a list that a record"
        " does not have is empty. Lists are Python lists in frames, JSON in SQLite, and joined by"
        " `; ` in CSV. `date` is ISO 8601 as exact as it is known, `time` is UTC to the second.",
        "",
    ]
    return "\n".join(head + [line for table in TABLES.values() for line in _table(table)]) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield f"{table.says} Key: {', '.join(f'`{name}`' for name in table.key)}."
    yield ""
    yield "| column | kind | meaning | source |"
    yield "|---|---|---|---|"
    for column in table.columns:
        source = f"`{column.source}`" if column.source else ""
        says = column.says.replace("|", "\\|").replace("<", "&lt;")
        yield f"| `{column.name}` | {column.kind} | {says} | {source} |"
    yield ""


def commands() -> str:
    """Return the command reference as Markdown: each command's own help."""
    lines = ["# Commands", "", "Made from the commands' own `--help`.", ""]
    lines += ["```text", _help(roof, "ketlit"), "```", ""]
    for name, (module, _) in COMMANDS.items():
        command = import_module(module).command
        lines += [f"## ketlit {name}", "", "```text", _help(command, f"ketlit {name}"), "```", ""]
    return "\n".join(lines)


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=88, max_content_width=88)
    return command.get_help(context).rstrip()


def faults() -> str:
    """Return the harms that the local NCBI can do, as Markdown."""
    lines = [
        "# Faults of the local NCBI",
        "",
        "Made from `harvester/sandbox/faults.toml`. `ketlit sandbox FILE… --fault NAME` does one:"
        " `NAME:times=2,after=1,utility=efetch,ids=1+2,probability=0.4,pause=3,cut=0.5` says when,"
        " where and how. Row: the kind of failure (docs/decisions/0011); 0 is none of NCBI's.",
        "",
        "| name | row | status and what arrives | strikes |",
        "|---|---|---|---|",
    ]
    for kind in kinds().values():
        shown = kind.shown.replace("|", "\\|").replace("<", "&lt;")
        where = ", ".join(kind.only) or "all utilities"
        lines.append(f"| `{kind.name}` | {kind.row} | {shown} | {where} |")
    return "\n".join(lines) + "\n"


def failures() -> str:
    """Return the ways in which NCBI fails, and our answers, as Markdown."""
    lines = [
        "# Failures of NCBI, and the answer to each",
        "",
        "Made from `harvester/failures.toml`. A reply is known by its status, then its shape, then"
        " its text. Row: its number in the catalogue; 0 is not in it. *transient*: wait and ask"
        " again. *split*: again, then for half of it. *search again*: the server forgot a search."
        " *missing*: no such record. *quarantine*: set the one record aside. *permanent*: asking"
        " again cannot help; **stops all** sends nothing more and ends with status 11.",
        "",
        "| row | name | what it is | answer | signs |",
        "|---|---|---|---|---|",
    ]
    for failure in sorted(FAILURES, key=lambda failure: (failure.row == 0, failure.row)):
        answer = f"{failure.kind}, **stops all**" if failure.refuses else str(failure.kind)
        signs = "; ".join(_signs(failure)).replace("|", "\\|")
        lines.append(f"| {failure.row} | `{failure.name}` | {failure.says} | {answer} | {signs} |")
    return "\n".join(lines) + "\n"


def _signs(failure: Failure) -> Iterator[str]:
    if failure.unseen:
        yield "found while sending, reading or parsing"
    if failure.statuses:
        yield "5xx" if len(failure.statuses) > ALL_5XX else ", ".join(map(str, failure.statuses))
    if failure.shapes:
        yield ", ".join(sorted(failure.shapes))
    if failure.text:
        yield f"`{failure.text}`"


def standing_searches() -> str:
    """Return the topics, line by line with their reasons, as Markdown."""
    lines = ["# Topics", "", "Made from `harvester/topics.toml`.", ""]
    for name, says in topics().items():
        lines += [f"## {name}", "", says, "", "| find | in | why |", "|---|---|---|"]
        lines += [f"| `{one['find']}` | {one['in']} | {one['why']} |" for one in topic_lines(name)]
        lines.append("")
        for db in DATABASES:
            lines += [f"Sent to {db}:", "", "```text", topic_query(name, db).text, "```", ""]
    return "\n".join(lines)


ALL_5XX = 50
PAGES = {
    "data-dictionary.md": data_dictionary,
    "commands.md": commands,
    "failures.md": failures,
    "faults.md": faults,
    "topics.md": standing_searches,
}


def main(check: bool) -> int:
    """Write the pages, or say which of them is not as the code says."""
    stale = 0
    for name, made in PAGES.items():
        path, text = HERE / name, made()
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            click.echo(f"{path}: not as the code says. Run: python docs/generate.py", err=True)
            stale = 1
        if not check:
            path.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
