"""Pure: which of NCBI's services a path belongs to, and what answers outside E-utilities."""

from harvester.sandbox import bucket, converter
from harvester.sandbox.alterations import page
from harvester.sandbox.library import Library
from harvester.sandbox.reply import HTML, TEXT, Reply

EUTILS = "/entrez/eutils/"
BUCKET = f"/{bucket.NAME}/"
MISUSE = "/misuse"
# Out of service since August 2026; the second is where clients of that time still look.
GONE = ("/pmc/utils/oa/oa.fcgi", "/pmc/utils/oa_file_list.csv")


def place(path: str) -> tuple[str, str]:
    """Return the service of *path* ("esearch", …, "s3", "idconv", "other") and what is left."""
    if path.startswith(EUTILS):
        return path.removeprefix(EUTILS).removesuffix(".fcgi").removesuffix(".cgi"), ""
    if path.startswith(BUCKET):
        return "s3", path.removeprefix(BUCKET)
    if path.rstrip("/") + "/" == converter.PATH:
        return "idconv", ""
    return "other", path


def elsewhere(library: Library, service: str, rest: str, params: dict[str, str]) -> Reply:
    """Answer what is none of the utilities: bucket, converter, misuse page, or nothing."""
    if service == "s3":
        return bucket.answer(library, rest, params)
    if service == "idconv":
        return converter.answer(library, params)
    if rest.startswith(MISUSE):
        return page("NCBI - WWW Error Blocked Diagnostic")
    if rest.startswith(converter.OLD_PATH):
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return Reply(b"", HTML, 301, {"Location": f"{converter.PATH}?{query}"})
    if rest in GONE:
        return page("404 - Not Found", 404)
    return Reply(b"Not found", TEXT, 404)
