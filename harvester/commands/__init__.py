"""The commands that read the world in: each module holds one click command named `command`."""
