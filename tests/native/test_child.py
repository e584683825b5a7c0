"""The loop of the reading process, here without a process."""

from __future__ import annotations

import io
import marshal
from pathlib import Path
from typing import Any

import pandas
import pytest

from csat.native.child import READERS, _serve, make_reader
from csat.native.fault import Fault


def served(kind: str, *commands: list[Any]) -> list[Any]:
    answers = io.BytesIO()
    _serve(kind, io.BytesIO(b"".join(map(marshal.dumps, commands))), answers)
    told, body = [], answers.getvalue()
    while body:
        size = int.from_bytes(body[:8], "little")
        told.append(marshal.loads(body[8 : 8 + size]))
        body = body[8 + size :]
    return told


def test_commands_are_answered_in_turn(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    pandas.DataFrame({"q": [5, 4, None], "w": ["a", "b", "a"]}).to_parquet(path)
    name = str(path).encode()
    opened, table, begun, batch, after = served(
        "parquet", ["open", name], ["table"], ["begin", [1], 100], ["batch", 1], ["batch", 1]
    )
    assert opened == ("done", None)
    rows, columns = table[1]
    assert rows == 3
    assert [(name, nested) for name, _, nested in columns] == [("q", False), ("w", False)]
    assert columns[0][1] == "double"
    assert begun == ("done", 1)
    assert batch == ("done", (3, [(["a", "b"], b"\0\0\0\0\1\0\0\0\0\0\0\0")]))
    assert after == ("done", None)


def test_a_fault_is_an_answer_and_no_end(tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"PAR1 and nothing more")
    name = str(path).encode()
    assert served("parquet", ["open", name], ["open", name]) == [("fault", "damaged")] * 2


@pytest.mark.parametrize("kind", READERS)
def test_every_kind_finds_its_reader_and_its_faults(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"nothing that any of them knows")
    with pytest.raises(Fault, match="damaged"):
        make_reader(kind, str(path))
