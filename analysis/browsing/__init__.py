"""Datasette over the corpus: search, facets, a page per paper with its highlighted evidence."""
