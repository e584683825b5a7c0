"""``python -m csat``."""

from csat.cli import start

start()
