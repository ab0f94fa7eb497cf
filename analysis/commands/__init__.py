"""The commands that make something of the corpus: each module holds one, named `command`."""
