"""``csat schema``."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of the plan file, for editors that check and complete TOML."""
    import json

    from csat.planfile.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
