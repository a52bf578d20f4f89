"""The parser for the XML of untrusted files: no entities, no network, the depth libxml2 allows (256)."""

from __future__ import annotations

from lxml import etree

# One for all parts: to make it takes as long as to read a short one.
XML = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    huge_tree=False,
    load_dtd=False,
    remove_comments=True,
    remove_pis=True,
)
