"""The kind of a document, by its first bytes."""

from __future__ import annotations

MAGIC = (
    (b"%PDF", "pdf"), (b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "ole"), (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"), (b"GIF8", "gif"),
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG", "png"), (b"BM", "bmp"), (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)  # fmt: skip


def kind_of(body: bytes) -> str:
    """The kind of document by its first bytes; "html" for markup, "" for anything else."""
    for magic, kind in MAGIC:
        if body.startswith(magic):
            return kind
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(
        (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<!--", b"<div", b"<p")
    ):
        return "html"
    return "html" if b"<html" in head or b"<body" in head else ""
