"""Where things are and who asks: flag > environment (.env read too) > ketlit.toml > default."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from harvester.errors import UsageError

EUTILS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
PMC_S3 = "https://pmc-oa-opendata.s3.amazonaws.com/"
# The first name of each is ours; the others are those that users of other tools have set.
ENVIRONMENT = {
    "api_key": ("NCBI_API_KEY", "ENTREZ_KEY", "PUBMED_API_KEY"),
    "email": ("NCBI_EMAIL", "ENTREZ_EMAIL", "PUBMED_EMAIL"),
    "tool": ("NCBI_TOOL",),
    "data_dir": ("KETLIT_DATA_DIR",),
    "eutils_url": ("KETLIT_EUTILS_URL",),
    "pmc_s3_url": ("KETLIT_PMC_S3_URL",),
    "patience": ("KETLIT_PATIENCE",),
}


@dataclass(frozen=True)
class Settings:
    """All that a command may be told.

    patience: seconds an outage is waited out. rate: requests per second, by default 90 % of
    NCBI's cap (3, or 10 with a key). Key and e-mail address have no repr.
    """

    data_dir: Path = Path("data")
    eutils_url: str = EUTILS
    pmc_s3_url: str = PMC_S3
    api_key: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    tool: str = "ketlit"
    patience: float = 900.0
    rate: float | None = None
    topic: str = "ketamine"
    sources: tuple[str, ...] = ("pubmed",)

    @property
    def cap(self) -> int:
        """NCBI's own limit in requests per second."""
        return 10 if self.api_key else 3

    def __post_init__(self) -> None:
        for name in ("eutils_url", "pmc_s3_url"):
            if not getattr(self, name).startswith(("http://", "https://")):
                raise UsageError(f"{name}: {getattr(self, name)!r} is no http(s) address.")


def load_settings(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path = Path(),
) -> Settings:
    """Return the settings in force. *flags* that are None count as not given.

    Raises UsageError, naming file and entry, for an unknown entry or a value that does not fit.
    """
    dotenv = {k: v for k, v in dotenv_values(folder / ".env").items() if v is not None}
    # Each in turn, and not merged: an alias in the environment goes before our own name in .env.
    places = (os.environ if environ is None else environ, dotenv)
    told: dict[str, Any] = _from_file(folder / "ketlit.toml")
    for name, variables in ENVIRONMENT.items():
        if value := next((env[v] for env in places for v in variables if env.get(v)), None):
            told[name] = value
    told.update({name: value for name, value in (flags or {}).items() if value is not None})
    return replace(Settings(), **{name: _fit(name, value) for name, value in told.items()})


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: {error}") from error
    # Tables ([classify], [schedule], …) belong to the commands that read them.
    told = {name: value for name, value in told.items() if not isinstance(value, dict)}
    known = {f.name for f in fields(Settings)}
    if unknown := sorted(told.keys() - known):
        raise UsageError(f"{path}: unknown entry {unknown[0]!r}; known: {', '.join(sorted(known))}")
    return told


def _fit(name: str, value: Any) -> Any:
    try:
        if name == "data_dir":
            return Path(value)
        if name in ("patience", "rate"):
            return float(value)
        if name == "sources":
            return (value,) if isinstance(value, str) else tuple(value)
        if name.endswith("_url"):
            return str(value).rstrip("/") + "/"
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name}: {value!r} does not fit: {error}") from error
    return value
