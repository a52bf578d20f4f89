"""Whose error a failure is, by rule: the body's, ours, or not to be told; with what it is concluded from.

misread           a figure that takes part was not read with certainty: the evidence names it
open              a good reason may exist that no figure tells, or a whole table is out of joint
published_error   every figure that takes part was read with certainty, and nothing can excuse it
"""

from __future__ import annotations

import json

from sqlite_utils import Database

from checks.rules import Rule
from parsers.checks import SURE, equations
from parsers.templates import forms

# So many failing rows of one table are more likely columns that we took for others than that many slips.
OUT_OF_JOINT = 8
CERTAIN = "every figure was read with certainty"
EXCUSABLE = "every figure was read with certainty; a good reason may exist that no figure tells"
JOINT = "so many rows fail that columns may have been taken for others"
DOUBT = "not read with certainty: "


def doubtful(report: str, cells: str) -> str:
    """SQL: the keys of the figures of a report that match the patterns and are in doubt, '' if none is."""
    return f"""coalesce((SELECT group_concat(c."table" || '.' || c.item || '.' || c."column", ', ')
      FROM cells c, json_each({cells}) p
      WHERE c.report_id = findings.{report} AND (c.state = 'unreadable' OR c.confidence < {SURE})
        AND c."table" || '.' || c.item || '.' || c."column"
          GLOB replace(p.value, '{{where}}', findings."where")), '')
    """  # noqa: S608 - names and a number of ours


def of_rule(db: Database, rule: Rule) -> None:
    """Judge what a rule found to fail among the reports that are due."""
    db.execute(
        f"""
        UPDATE findings SET evidence = {doubtful("report_id", ":cells")}
          || {doubtful("other_report_id", ":other")}
        WHERE rule = :rule AND outcome = 'fails' AND report_id IN (SELECT report_id FROM due)
          AND EXISTS (SELECT 1 FROM cells x
            WHERE x.report_id IN (findings.report_id, findings.other_report_id)
            AND (x.state = 'unreadable' OR x.confidence < {SURE}))
        """,  # noqa: S608 - as above
        {"rule": rule.id, "cells": json.dumps(rule.cells), "other": json.dumps(rule.other_cells)},
    )
    db.execute(
        """
        UPDATE findings SET verdict = CASE WHEN evidence <> '' THEN 'misread' ELSE :verdict END,
          evidence = CASE WHEN evidence <> '' THEN :doubt || evidence ELSE :certain END
        WHERE rule = :rule AND outcome = 'fails' AND report_id IN (SELECT report_id FROM due)
        """,
        {
            "rule": rule.id,
            "verdict": rule.verdict,
            "doubt": DOUBT,
            "certain": CERTAIN if rule.verdict == "published_error" else EXCUSABLE,
        },
    )


def of_sums(db: Database) -> None:
    """Judge the failing identities of the reports that are due; the reading named the doubtful ones."""
    db.execute(
        """
        UPDATE checks SET verdict = 'open', evidence = :joint
        WHERE verdict = 'published_error' AND report_id IN (
          SELECT k.report_id FROM checks k JOIN due ON due.report_id = k.report_id
          WHERE k."check" = 'applications.row_total' GROUP BY k.report_id HAVING count(*) >= :many
        ) AND "check" GLOB 'applications.*'
        """,
        {"joint": JOINT, "many": OUT_OF_JOINT},
    )
    db.execute(
        "UPDATE checks SET evidence = ? WHERE verdict = 'published_error' "
        "AND report_id IN (SELECT report_id FROM due)",
        (CERTAIN,),
    )
    unsure = db.execute(
        'SELECT k.report_id, r.template, k."check", k."where" FROM due '
        "JOIN checks k ON k.report_id = due.report_id "
        "JOIN reports r ON r.id = k.report_id WHERE k.verdict = 'misread'"
    ).fetchall()
    for report_id, template, check, where in unsure:
        keys = {".".join(key) for key in figures_of(template, check, where)}
        found = db.execute(
            "SELECT \"table\" || '.' || item || '.' || \"column\" FROM cells WHERE report_id = ? "
            "AND (state = 'unreadable' OR confidence < ?)",
            (report_id, SURE),
        )
        named = [key for (key,) in found if key in keys]
        db.execute(
            'UPDATE checks SET evidence = ? WHERE report_id = ? AND "check" = ? AND "where" = ?',
            (DOUBT + ", ".join(named), report_id, check, where),
        )


def figures_of(template: str, check: str, where: str) -> list[tuple[str, str, str]]:
    """The keys of the figures of an identity, left before right; none for a check that is no identity."""
    table = check.partition(".")[0]
    for form in (template, *(key for key in forms() if key != template)):
        if form not in forms() or all(one.key != table for one in forms()[form].tables):
            continue
        for equation in equations(form, table):
            if (equation.name, equation.place) == (check, where):
                return [*equation.left, *equation.right]
    return []
