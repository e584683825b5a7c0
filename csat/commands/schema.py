"""``csat schema``."""

from __future__ import annotations

from typing import Annotated

import typer


def schema(
    record: Annotated[bool, typer.Option("--record", help="The JSON Schema of records (record.json) instead.")] = False,
) -> None:
    """Print the JSON Schema of the plan file, for editors that check and complete TOML."""
    import json

    from csat.planfile import schema as plan_schema
    from csat.record import schema as record_schema

    body = record_schema.json_schema() if record else plan_schema.json_schema()
    typer.echo(json.dumps(body, indent=2))
