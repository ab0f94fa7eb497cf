"""The store: one SQLite file, data/papers.sqlite, which `ketlit rebuild` can make again."""
