"""``csat explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from csat.errors import DONE, MISSED


def explain(
    what: Annotated[
        str, typer.Argument(metavar="RECORD|METRIC", help="A record (.json), or a metric: csat, nps, ces, alpha, mean.")
    ],
    figure: Annotated[
        str | None, typer.Argument(metavar="[FIGURE]", help="The id of a figure, such as recommend.nps.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Language of the words: en (default) or fa.")
    ] = None,
) -> int:
    """Explain a figure of a record so that it can be followed with a calculator; or what a metric is.

    csat explain record.json lists the figures with their ids; csat explain record.json recommend.nps explains one:
    what was asked, what counts as what, the counts, the formula with the numbers put in, the interval line by line,
    target, change and source. csat explain nps explains the metric itself.

    Exit codes: 0 done; 1 a line does not come out as the record has it, so the record was changed or is of another
    version; 2 the call or the record must be mended.
    """
    from csat.report.language import ENGLISH, known_language

    words = known_language(language or ENGLISH)
    from rich.console import Console

    from csat.audit.explain import screen

    console = Console(soft_wrap=True, highlight=False)
    if figure is None and not Path(what).suffix and not Path(what).is_file():
        from csat.audit.explain.metric import about

        screen.show(about(what, words), words, console)
        return DONE
    from csat.audit.explain import explain as explained
    from csat.audit.explain import find
    from csat.record.file import read_record

    record = read_record(what)
    if figure is None:
        screen.listing(record, console)
        return DONE
    told = explained(record, find(record, figure), words)
    screen.show(told.parts, words, console)
    return DONE if told.agrees else MISSED
