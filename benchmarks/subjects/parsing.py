"""NLM's two files, whole process, from packed XML to all tables."""

from benchmarks.cases import Case, Figure, Subject, Value, ketlit, program

BULK, PARQUET, STREAM = "columnar parser, Arrow", "ketlit parse, Parquet", "iter_pubmed, frames"
LXML, BIOPYTHON, PEER = "own lxml reader, Arrow", "Bio.Entrez.read", "pubmed_parser, all options"
XTRACT = "EDirect xtract, five fields, unpacked XML"
# Without -mixed, it prints an error and loses the text for each element with inline markup.
FIELDS = ("-mixed", "-pattern", "PubmedArticle", "-element", "MedlineCitation/PMID", "ArticleTitle",
          "AbstractText", "Author/LastName", "DescriptorName")  # fmt: skip
SUBJECT = Subject(
    "Parsing both files",
    (
        Case(BULK, program("columnar.py", "{files}")),
        Case(PARQUET, ketlit("parse", "{files}", "--out", "{scratch}", "--workers", "1")),
        Case(STREAM, program("iter_pubmed.py", "{files}")),
        Case(LXML, program("lxml_reader.py", "{files}")),
        Case(XTRACT, ("{xtract}", "-input", "{xml}", *FIELDS)),
        Case(PEER, program("with_pubmed_parser.py", "{files}", python="{peer}")),
        Case(BIOPYTHON, program("with_biopython.py", "{files}")),
    ),
    (
        Figure("bulk parse against Bio.Entrez.read", Value(BIOPYTHON), Value(BULK), at_least=9),
        Figure("bulk parse against pubmed_parser", Value(PEER), Value(BULK), at_least=5),
        Figure("bulk parse against xtract, which is given unpacked XML",
               Value(XTRACT), Value(BULK), at_least=1),
        Figure("bulk parse against our own lxml reader", Value(LXML), Value(BULK), at_least=2),
        Figure("Parquet against Bio.Entrez.read", Value(BIOPYTHON), Value(PARQUET)),
        Figure("streamed frames against Bio.Entrez.read", Value(BIOPYTHON), Value(STREAM),
               at_least=5),
        Figure("peak memory, Arrow", Value(BULK, "peak"), at_most=200, unit="MB", worst=True),
        Figure("peak memory, Parquet", Value(PARQUET, "peak"), at_most=200, unit="MB", worst=True),
        Figure("peak memory, streamed frames", Value(STREAM, "peak"), at_most=300, unit="MB",
               worst=True),
    ),
)  # fmt: skip
