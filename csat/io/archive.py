"""The ZIP archive inside .xlsx and .ods: checked before any library unpacks it."""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from csat.io.nesting import DEEPEST, is_deep, may_be_deep
from csat.io.request import Request, readable_size

_BLOCK = 1 << 22
# Worksheets full of repeated answers pack to about a fortieth; deflate cannot do better than a 1032th.
_BOMB_RATIO = 200
_BOMB_SIZE = 64 << 20
_PROLOG = 1 << 20  # no writer puts more than a line or two before the root element


class Archive:
    """An open archive."""

    def __init__(self, request: Request) -> None:
        """Read the directory. Raises InputError where there is none."""
        self.request = request
        with _readable(request):
            self._zip = zipfile.ZipFile(request.path)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self.unpacked_size = 0  # bytes of all parts, as the archive declares them

    def check(self) -> None:
        """Make sure that its entries are unambiguous and of bearable size. Raises InputError or MachineError."""
        request = self.request
        for entry in self._zip.infolist():
            # Readers differ in case and slashes, so that two such names are one part to some of them.
            name = normal(entry.filename)
            if name in self._entries:
                raise request.refuse(
                    f"the archive holds the part {name!r} twice, so that programs disagree on its data. "
                    "Open it in Excel or LibreOffice and save it again."
                )
            if entry.flag_bits & 1:
                raise request.refuse("the workbook is password-protected (encrypted). Remove the password and save it.")
            self._entries[name] = entry
            self.unpacked_size += entry.file_size
            if entry.file_size > _BOMB_SIZE and entry.file_size > _BOMB_RATIO * max(1, entry.compress_size):
                raise request.refuse(
                    f"the part {name!r} would unpack from {readable_size(entry.compress_size)} to "
                    f"{readable_size(entry.file_size)}, as in a ZIP bomb. If it is a survey, save it again in Excel, "
                    "or export the answers as .csv."
                )
        if self.unpacked_size > request.limit:
            raise request.too_large(f"the workbook unpacks to {readable_size(self.unpacked_size)}")
        self._refuse_entities()

    def close(self) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """Part names, in lower case with forward slashes."""
        return list(self._entries)

    def size(self, part: str) -> int:
        """Unpacked size of a part as the archive declares it."""
        return self._entries[normal(part)].file_size

    def packed_size(self, part: str) -> int:
        return self._entries[normal(part)].compress_size

    def blocks(self, part: str) -> Iterator[bytes]:
        """The unpacked bytes of a part; size, checksum and depth of its elements are verified on the way.

        ``zipfile`` stops at the declared size and then compares the checksum, so a part that is longer than it
        declares is found out without unpacking the rest.
        """
        for block in self._unpacked(part, _BLOCK):
            if may_be_deep(block) and is_deep(self._unpacked(part, _BLOCK)):
                raise self.request.refuse(
                    f"the elements of {normal(part)!r} are nested more than {DEEPEST} deep, as no program writes. "
                    "Open it in Excel or LibreOffice and save it again, or export the answers as .csv."
                )
            yield block

    def read(self, part: str) -> bytes:
        return b"".join(self.blocks(part))

    def verify(self, part: str) -> None:
        """Unpack a part without keeping it. Raises InputError when size, checksum or depth is wrong."""
        for _ in self.blocks(part):
            pass

    def _refuse_entities(self) -> None:
        """Raise InputError when a part has a document type declaration: the road to entity bombs and foreign files."""
        for name in self._entries:
            if not name.endswith((".xml", ".rels", ".vml")):
                continue
            prolog = b""
            for block in self._unpacked(name, 4096):
                prolog += block
                if _root_begins(prolog) or len(prolog) > _PROLOG:
                    break
            plain = prolog.replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                raise self.request.refuse(
                    f"the part {name!r} has a document type declaration (DTD), which no survey tool writes and which "
                    "can pull in other files. Open it in Excel or LibreOffice and save it again."
                )
            if len(prolog) > _PROLOG:
                raise self.request.damaged(f"the part {name!r} is not XML")

    def _unpacked(self, part: str, size: int) -> Iterator[bytes]:
        with _readable(self.request), self._zip.open(self._entries[normal(part)]) as file:
            while block := file.read(size):
                yield block


def _root_begins(prolog: bytes) -> bool:
    """True once an element has begun: a ``<`` that opens neither a declaration nor a comment."""
    plain = prolog.replace(b"\0", b"")
    at = plain.find(b"<")
    while at >= 0 and at + 1 < len(plain):
        if plain[at + 1 : at + 2] not in (b"?", b"!"):
            return True
        # A "<" inside a comment would end the search early, so comments are stepped over whole.
        end = plain.find(b"-->" if plain.startswith(b"<!--", at) else b">", at)
        if end < 0:
            return False
        at = plain.find(b"<", end)
    return False


def normal(name: str) -> str:
    """A part name as all readers would compare it."""
    return name.replace("\\", "/").lstrip("/").lower()


@contextmanager
def _readable(request: Request) -> Iterator[None]:
    """What goes wrong while unpacking, in words of ours."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError):
        raise request.damaged("its archive does not unpack, or a checksum is wrong") from None
    except (NotImplementedError, RuntimeError):
        raise request.refuse("the archive is packed in a way that is not read. Save it again in Excel.") from None
    except OSError as trouble:
        if trouble.errno in (None, errno.EINVAL):  # said of offsets and packed bytes that cannot be, too
            raise request.damaged("its archive does not unpack") from None
        raise request.refuse("the file cannot be read to its end. Copy it to a local disk and try again.") from None
