"""`python -m analysis` is `ketlit`."""

from analysis.cli import main

main()
