"""Whole-PubMed files: sifting a topic out, parsing to Parquet, spreading over machines."""
