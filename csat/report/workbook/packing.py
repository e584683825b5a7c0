"""The parts of a workbook packed so that the same parts are the same bytes on every machine."""

from __future__ import annotations

import io
import re
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can hold
_FIRST = "[Content_Types].xml"  # where programs that look at the first bytes expect it
_DATES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)


def packed(workbook: bytes, dated: bool) -> bytes:
    """The same workbook, its parts stored as they are and in an order of their own.

    Builds of zlib deflate the same text differently, so nothing is deflated. Where it is not ``dated``, the document
    tells no day at which it was made, instead of a wrong one.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as parts,
        zipfile.ZipFile(made, "w", zipfile.ZIP_STORED, allowZip64=True) as archive,
    ):
        for name in sorted(parts.namelist(), key=lambda name: (name != _FIRST, name)):
            body = parts.read(name)
            if name == "docProps/core.xml" and not dated:
                body = _DATES.sub(b"", body)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o600 << 16  # not those of the machine
            archive.writestr(entry, body)
    return made.getvalue()
