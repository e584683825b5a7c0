"""``python -m csat``."""

from csat.cli import main

main()
