"""Parquet files by batches through pyarrow, reading only the columns asked for."""

from __future__ import annotations

import os

import numpy as np
import pyarrow
from pyarrow import parquet

from csat.native.columns import pack
from csat.native.fault import Fault

TYPE_CHECKING = False  # as in csat.native.child
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from csat.native.columns import Packed

_THREADS = 4  # each reserves addresses, and addresses are what is bounded


class Parquet:
    """An open parquet file; each public method is a command of the reading process. Raises Fault."""

    def __init__(self, path: str) -> None:
        pyarrow.set_cpu_count(min(_THREADS, os.cpu_count() or 1))
        with _Calmly():
            # "string" columns written as dictionaries are kept so: their distinct texts need no second look.
            self._file = parquet.ParquetFile(path, memory_map=False)
            schema = self._file.schema_arrow
            strings = [name for name, kind in zip(schema.names, schema.types, strict=True) if _is_text(kind)]
            if strings:
                self._file = parquet.ParquetFile(path, memory_map=False, read_dictionary=strings)
            self._schema = self._file.schema_arrow
        self._passes: dict[int, tuple[list[str], Iterator[Any]]] = {}
        self._begun = 0

    def table(self) -> tuple[int, list[tuple[str, str, bool]]]:
        """The number of rows; each column's name, type in pyarrow's words, and whether it holds lists or records."""
        with _Calmly():
            kinds = zip(self._schema.names, self._schema.types, strict=True)
            return self._file.metadata.num_rows, [(name, str(kind), _nested(kind)) for name, kind in kinds]

    def begin(self, columns: Sequence[int], size: int) -> int:
        """Begin to read these columns from the first row on, ``size`` rows at a time; the number of this pass."""
        names = [self._schema.names[at] for at in columns]
        with _Calmly():
            batches = self._file.iter_batches(size, columns=names, use_threads=True)
        self._begun += 1
        self._passes[self._begun] = names, batches
        return self._begun

    def batch(self, number: int) -> tuple[int, list[Packed]] | None:
        """The next rows of a pass: how many, and their columns; None after the last."""
        names, batches = self._passes[number]
        with _Calmly():
            found = next(batches, None)
            if found is not None:
                return found.num_rows, [_packed(found.column(name)) for name in names]
        del self._passes[number]
        return None


def _is_text(kind: pyarrow.DataType) -> bool:
    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_binary(kind))


def _nested(kind: pyarrow.DataType) -> bool:
    return bool(pyarrow.types.is_nested(kind.value_type if pyarrow.types.is_dictionary(kind) else kind))


def _packed(array: pyarrow.Array) -> Packed:
    """Any plain column; nulls are ``""``."""
    if pyarrow.types.is_null(array.type):
        return [""], bytes(4 * len(array))
    if not pyarrow.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    values = _values(array.dictionary)
    # pyarrow's to_numpy and fill_null import pandas: the codes are read from its memory.
    indices = array.indices.cast(pyarrow.int32())
    codes = np.frombuffer(indices.buffers()[1], np.int32)[indices.offset : indices.offset + len(indices)]
    if array.null_count:
        bits = np.frombuffer(array.is_valid().cast(pyarrow.int8()).buffers()[1], np.int8)[: len(array)]
        codes = np.where(bits == 1, codes, np.int32(len(values)))
        values.append("")
    if len(codes) and not 0 <= int(codes.min()) <= int(codes.max()) < len(values):
        raise Fault("damaged")
    return values, codes.tobytes()


def _values(values: pyarrow.Array) -> list[object]:
    """The distinct values; timestamps finer than Python's are cut to microseconds."""
    kind = values.type
    if pyarrow.types.is_timestamp(kind) and kind.unit == "ns":
        values = values.cast(pyarrow.timestamp("us", kind.tz), safe=False)
    elif pyarrow.types.is_time64(kind) and kind.unit == "ns":
        values = values.cast(pyarrow.time64("us"), safe=False)
    elif pyarrow.types.is_duration(kind) and kind.unit == "ns":
        values = values.cast(pyarrow.duration("us"), safe=False)
    found = values.to_pylist()
    if pyarrow.types.is_float32(kind):
        # 4.1 as a 32-bit number is 4.0999999 as a 64-bit one: its own shortest text is what was meant.
        return ["" if value is None else float(str(np.float32(value))) for value in found]
    return ["" if value is None else pack(value) for value in found]


class _Calmly:
    """Whatever pyarrow says of a file's bytes, in one word; its own words hold people's answers."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, MemoryError):
            return
        if "Resource temporarily unavailable" in str(error):  # a thread that found no room for its stack
            raise MemoryError from None
        if isinstance(error, (pyarrow.ArrowException, OSError, ValueError, OverflowError, LookupError, TypeError)):
            raise Fault("damaged") from None
