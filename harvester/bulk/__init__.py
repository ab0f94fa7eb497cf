"""Whole-PubMed files: sifting a topic out, parsing in columns, spreading over machines."""
