"""From what a person typed to a file on disk and what its bytes are, or one clear error."""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

from csat.errors import InputError, MachineError, one_line
from csat.io.request import Request, readable_size

_HEAD = 4096
_WEB_ARCHIVE = ("mime-version:", "from: <saved by")  # a page with its parts in one file (MHTML)
_SAME_KIND = {"tsv": "csv", "txt": "csv", "xlsm": "xlsx", "zsav": "sav"}
_WORDS = {
    "csv": "delimited text",
    "xlsx": "an Excel workbook (.xlsx)",
    "xls": "an old Excel workbook (.xls)",
    "ods": "an OpenDocument sheet (.ods)",
    "parquet": "a parquet file",
    "sav": "an SPSS file",
}
_OFFICE = {
    "word/": "a Word document",
    "ppt/": "a presentation",
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "Index/": "an Apple Numbers document",
}


def arrive(path: str | os.PathLike[str], limit: int) -> tuple[Request, bool]:
    """The request for ``path``, and whether its bytes are in a temporary file (standard input).

    Raises InputError for a missing, unreadable, empty or foreign file; MachineError when standard input is
    larger than ``limit``.
    """
    if os.fspath(path) == "-":
        spooled = _spool(limit)
        try:
            return _identify(spooled, "-", "", limit), True
        except BaseException:
            spooled.unlink(missing_ok=True)
            raise
    if not os.fspath(path):
        raise InputError("The name of the survey file is empty. Give the file to score.")
    where = Path(path)
    name = one_line(where.name or path)
    try:
        if where.is_dir():
            raise InputError(f"{name}: this is a folder. Give the survey file inside it.")
        with where.open("rb"):
            pass
    except FileNotFoundError:
        raise InputError(f"{one_line(path)}: there is no such file.{_near(where)}") from None
    except PermissionError:
        raise InputError(f"{name}: no permission to read this file. Change its permissions or copy it.") from None
    except (OSError, ValueError):
        raise InputError(f"{name}: the file cannot be opened. Check the path.") from None
    return _identify(where, name, where.name.lower(), limit), False


def _near(where: Path) -> str:
    """Names in the same folder that are close to the one asked for, as a sentence."""
    from difflib import get_close_matches

    try:
        names = {entry.name.casefold(): entry.name for entry in os.scandir(where.parent) if entry.is_file()}
    except OSError:
        return f" The folder {one_line(where.parent)} does not exist either." if not where.parent.exists() else ""
    close = get_close_matches(where.name.casefold(), names, n=3, cutoff=0.6)
    if not close:
        stem = where.stem.casefold()
        close = sorted(name for name in names if Path(name).stem == stem)[:3]
    return f" Did you mean {' or '.join(one_line(names[name]) for name in close)}?" if close else ""


def _spool(limit: int) -> Path:
    """Standard input as a temporary file, since most formats are read from their end."""
    if sys.stdin is None:  # it was closed before we began
        raise InputError("-: there is no standard input. Give a file, or send one with |.")
    handle, name = tempfile.mkstemp(prefix="csat-")
    try:
        with os.fdopen(handle, "wb") as out:
            size = 0
            while block := sys.stdin.buffer.read(1 << 20):
                size += len(block)
                if size > limit:
                    raise MachineError(
                        f"-: standard input is larger than the limit of {readable_size(limit)}. Raise it with --limit."
                    )
                out.write(block)
    except OSError as error:
        Path(name).unlink()
        raise MachineError(
            "-: standard input could not be kept in the temporary folder "
            f"({(error.strerror or 'no reason given').lower()}). Free some space, or give a file."
        ) from None
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def _identify(where: Path, name: str, lower: str, limit: int) -> Request:
    gzipped = False
    with where.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"\x1f\x8b"):
        gzipped = True
        lower = lower.removesuffix(".gz")
        head = _inflate_head(name, head)
    if not head:
        raise InputError(f"{name}: the file is empty (0 bytes).")
    kind = _kind_of(where, name, head)
    if gzipped and kind != "csv":
        raise InputError(f"{name}: {_WORDS[kind]} packed with gzip is not read. Unpack it first.")
    suffix = lower.rpartition(".")[2] if "." in lower else ""
    notices: tuple[str, ...] = ()
    if suffix and _SAME_KIND.get(suffix, suffix) != kind:
        known = _SAME_KIND.get(suffix, suffix) in _WORDS
        ending = f"The file is named .{suffix} but" if known else f"The ending .{suffix} is not known; the file"
        notices = (f"{ending} holds {_WORDS[kind]}, and was read as such.",)
    return Request(where, name, kind, limit=limit, gzipped=gzipped, notices=notices)


def _inflate_head(name: str, head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    except zlib.error:
        raise InputError(
            f"{name}: the file is damaged or incomplete (its gzip packing cannot be undone). Export it again."
        ) from None


def _kind_of(where: Path, name: str, head: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(where, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _holds(where, "EncryptedPackage".encode("utf-16-le")):
            raise InputError(
                f"{name}: the workbook is password-protected. Open it in Excel, remove the password "
                "(File, Info, Protect Workbook, Encrypt with Password), and save it."
            )
        if _holds(where, "WordDocument".encode("utf-16-le")):
            raise InputError(f"{name}: this is a Word document, not survey data. Export the answers as .xlsx or .csv.")
        return "xls"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if head.startswith(b"%PDF"):
        raise InputError(f"{name}: this is a PDF, not survey data. Export the answers as .xlsx or .csv.")
    if head.startswith(b"{\\rtf"):
        raise InputError(f"{name}: this is an RTF document, not survey data. Export the answers as .xlsx or .csv.")
    opening = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1", "replace")
    opening = opening.removeprefix("ï»¿").lstrip("\ufeff \t\r\n").lower()
    if opening.startswith(
        ("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<style", *_WEB_ARCHIVE)
    ) or (opening.startswith("<?xml") and "<html" in opening):
        raise InputError(
            f"{name}: this is an HTML table (a web page), whatever its name says. Open it in Excel or LibreOffice "
            "and save it as .xlsx, or export the answers as .csv."
        )
    if opening.startswith("<?xml"):
        raise InputError(f"{name}: this is an XML file. Open it in Excel or LibreOffice and save it as .xlsx.")
    return "csv"


def _zip_kind(where: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(where) as archive:
            names = [entry.filename.replace("\\", "/") for entry in archive.infolist()]
            lower = [entry.lower() for entry in names]
            if any(entry == "xl/workbook.xml" for entry in lower):
                return "xlsx"
            if "content.xml" in lower:
                declared = archive.read("mimetype")[:100] if "mimetype" in names else b"spreadsheet"
                if b"spreadsheet" in declared:
                    return "ods"
                raise InputError(f"{name}: this is an OpenDocument text or drawing, not a sheet. Export .ods or .csv.")
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise InputError(
            f"{name}: the file is damaged or incomplete (its archive cannot be read). Export or download it again."
        ) from None
    for part, what in _OFFICE.items():
        if any(entry.startswith(part) for entry in names):
            raise InputError(f"{name}: this is {what}. Save or export the answers as .xlsx or .csv.")
    raise InputError(f"{name}: this is a ZIP archive, not a workbook. Unpack it and give the survey file inside.")


def _holds(where: Path, needle: bytes) -> bool:
    """True when the first 64 MB of the file hold ``needle``."""
    tail = b""
    with where.open("rb") as file:
        for _ in range(64):
            block = file.read(1 << 20)
            if not block:
                return False
            if needle in tail + block:
                return True
            tail = block[-len(needle) :]
    return False
