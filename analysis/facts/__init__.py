"""Facts of a paper with the words they were read from: one attribute, one module."""
