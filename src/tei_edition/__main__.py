"""`python -m tei_edition` is the command `tei-edition`."""

from tei_edition.cli import main

main()
