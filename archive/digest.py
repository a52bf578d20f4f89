"""What a night has to tell, in plain words: reports, changes, removals, sites in trouble, what to do.

A digest tells what was not told before: it goes on from the last one, not from the begin of the night, so
that what a killed night found is told by the next. A night without news has a digest without words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from archive.nights import WHOLE

FEWEST_READ = 20  # documents before their share says something
MOST_LINES = 20  # of one kind; the rest is counted

# What a person can do about a site in trouble, by its state, and about one that lists too little.
ADVICE = {
    "unreachable": (
        "在浏览器中打开网址；若已迁移，请改登记表中的 hosts 与 columns。",
        "Open the address in a browser; if the site has moved, change hosts and columns in the registry.",
    ),
    "refused": (
        "该站拒绝程序访问。请与其联系，或在登记表中删去。",
        "The site refuses programs. Write to its keepers, or take it from the registry.",
    ),
    "robots": (
        "robots.txt 不许访问该栏目；nianbao 遵守。",
        "robots.txt closes the column; nianbao obeys.",
    ),
    "gone": (
        "栏目已不在原址。请在该站找到新栏目，改登记表中的 columns。",
        "The column is not there any more. Find it on the site and change columns in the registry.",
    ),
    "empty": (
        "栏目可打开而无条目。请对照网页：是否已改版？",
        "The column opens and lists nothing. Compare with the page: was the site rebuilt?",
    ),
    "needs_js": (
        "栏目由浏览器脚本生成。见 docs/adding-a-site.md。",
        "The column is built in the browser. See docs/adding-a-site.md.",
    ),
    "silent": (
        "请在浏览器中对照栏目：是否已改版、迁移，或撤下了旧报告？",
        "Compare with the column in a browser: was it rebuilt or moved, or were old reports taken down?",
    ),
}
ELSE = (
    "见 nianbao status 与网页上的“运行状况”页。",
    "See `nianbao status` and the page /status.",
)
# A state of a site in words; one that is not here stands as it is.
TROUBLES = {
    "unreachable": ("无法访问", "cannot be reached"),
    "refused": ("拒绝访问", "refuses programs"),
    "robots": ("robots.txt 不许访问", "closed by robots.txt"),
    "gone": ("栏目已不在原址", "its column is gone"),
    "empty": ("栏目没有条目", "its column lists nothing"),
    "needs_js": ("栏目由脚本生成", "its column is built in the browser"),
    "incomplete": ("未采全", "not all of it was found"),
    "failed": ("出错", "failed"),
}


@dataclass(slots=True)
class Digest:
    """What is told after a night; `loud` if something needs a person."""

    night: int
    new: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)  # reports gone, hidden, moved, back
    troubles: list[dict[str, Any]] = field(default_factory=list)  # sites, and since when
    recovered: list[dict[str, Any]] = field(default_factory=list)
    silent: list[dict[str, Any]] = field(default_factory=list)  # sites that list less than they should
    alarms: list[tuple[str, str]] = field(default_factory=list)  # of the whole, in both languages

    @property
    def loud(self) -> bool:
        return bool(self.troubles or self.silent or self.alarms)

    @property
    def quiet(self) -> bool:
        return not (self.loud or self.new or self.changes or self.states or self.recovered)

    @property
    def subject(self) -> str:
        """In both languages: 年报 nianbao: 2份新报告，1项警报 / 2 new, 1 alarm."""
        gone = [row for row in self.states if row["state"] == "gone"]
        alarms = len(self.troubles) + len(self.silent) + len(self.alarms)
        counts = [
            (len(self.new), "份新报告", "new"),
            (len(self.changes), "处改动", "changed"),
            (len(gone), "份被删", "gone"),
            (alarms, "项警报", "alarm" if alarms == 1 else "alarms"),
        ]
        zh = "，".join(f"{number}{words}" for number, words, _ in counts if number)
        en = ", ".join(f"{number} {words}" for number, _, words in counts if number)
        return f"年报 nianbao: {zh or '消息'} / {en or 'news'}"

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def gather(
    db: Database,
    night: int,
    alarms: Sequence[tuple[str, str]],
    *,
    silence: float,
    remind_days: int,
    whole: bool,
) -> tuple[Digest, tuple[int, int, int]]:
    """The digest of a night, and up to which report, capture and change of state it tells.

    Args:
        silence: the share of its usual yield below which a site, or the whole, is told.
        whole: the night came to its end; else what it found is left for the next one to tell.
    """
    told = watermark(db)
    found = Digest(night, alarms=list(alarms))
    if whole:
        found.new = rows(
            db,
            "SELECT id, title, agency, year, url FROM reports WHERE id > ? ORDER BY region, agency, year",
            told[0],
        )
        found.changes = rows(
            db,
            'SELECT c.id, c.report_id, r.agency, r.year, c."table", c.item, c."column", c.old, c.new, '
            "m.label, i.label AS item_label FROM changes c JOIN reports r ON r.id = c.report_id "
            'LEFT JOIN items i ON i.template = r.template AND i."table" = c."table" AND i.item = c.item '
            'LEFT JOIN measures m ON m.template = r.template AND m."table" = c."table" AND m.item = c.item '
            'AND m."column" = c."column" WHERE c.new_capture_id > ? ORDER BY r.id, c.id',
            told[1],
        )
        found.states = rows(
            db,
            "SELECT s.report_id, s.state, s.since, s.evidence, r.agency, r.year, r.url FROM report_states s "
            "JOIN reports r ON r.id = s.report_id WHERE s.id > ? ORDER BY s.id",
            told[2],
        )
    found.troubles, found.recovered = sites_in_trouble(db, night, remind_days)
    found.silent = silent_sites(db, night, silence)
    return found, newest(db, told) if whole else told


def rows(db: Database, query: str, *values: object) -> list[dict[str, Any]]:
    return [dict(row) for row in db.query(query, values)]


def watermark(db: Database) -> tuple[int, int, int]:
    row = db.execute(
        "SELECT told_report, told_capture, told_state FROM digests ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


def newest(db: Database, told: tuple[int, int, int]) -> tuple[int, int, int]:
    """The newest report, capture that is read, and change of state; never below what was told."""
    row = db.execute(
        "SELECT (SELECT max(id) FROM reports), (SELECT max(capture_id) FROM readings), "
        "(SELECT max(id) FROM report_states)"
    ).fetchone()
    return max(told[0], row[0] or 0), max(told[1], row[1] or 0), max(told[2], row[2] or 0)


def sites_in_trouble(db: Database, night: int, remind_days: int) -> tuple[list[Any], list[Any]]:
    """Sites whose trouble began since the last whole night, or is to be told again; and those well again."""
    current = {
        row["site_id"]: row
        for row in rows(
            db,
            "SELECT n.site_id, n.state, n.reason, s.name, s.columns, s.state_since FROM night_sites n "
            "JOIN sites s ON s.id = n.site_id WHERE n.night_id = ? AND n.state <> 'interrupted'",
            night,
        )
    }
    before = dict(
        db.execute(
            "SELECT site_id, state FROM night_sites n WHERE n.night_id = (SELECT max(night_id) "
            "FROM night_sites WHERE site_id = n.site_id AND night_id < ? AND state <> 'interrupted')",
            (night,),
        ).fetchall()
    )
    (at,) = db.execute("SELECT started_at FROM nights WHERE id = ?", (night,)).fetchone()
    troubled, recovered = [], []
    for site, row in current.items():
        if row["state"] == "ok":
            if before.get(site, "ok") != "ok":
                recovered.append({**row, "was": before[site]})
            continue
        nights = (moment(at) - moment(row["state_since"] or at)) // timedelta(days=1)
        if before.get(site) != row["state"] or (remind_days and nights and nights % remind_days == 0):
            troubled.append(row)
    return troubled, recovered


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def silent_sites(db: Database, night: int, silence: float) -> list[dict[str, Any]]:
    """Sites that answered and listed far less than usual, on the first night they did."""
    return rows(
        db,
        "SELECT n.site_id, s.name, s.columns, n.entries, n.usual_entries FROM night_sites n "
        "JOIN sites s ON s.id = n.site_id WHERE n.night_id = ? AND n.state = 'ok' AND n.lists > 0 "
        "AND n.usual_entries > 0 AND n.entries < n.usual_entries * ?",
        night,
        silence,
    )


def silent_whole(night: dict[str, Any], silence: float) -> tuple[str, str] | None:
    """The alarm of a night that listed far less than usual altogether."""
    usual = night["usual_entries"]
    if night["outcome"] not in WHOLE or not usual or night["entries"] >= usual * silence:
        return None
    return (
        f"各网站共列出 {night['entries']} 条，平时约 {usual:.0f} 条。请查网络，再看各网站状态。",
        f"All sites together listed {night['entries']} entries, usually {usual:.0f}: look at the network.",
    )


def poorly_read(db: Database, read: Mapping[str, int], silence: float) -> tuple[str, str] | None:
    """The alarm of a night of whose documents far fewer were read whole than of all reports held.

    Args:
        read: how many documents were read tonight, by status.
    """
    documents = sum(read.values()) - read.get("not_a_report", 0)
    whole = read.get("parsed", 0)
    (usual,) = db.execute("SELECT coalesce(avg(status = 'parsed'), 0) FROM reports").fetchone()
    if documents < FEWEST_READ or whole >= documents * usual * silence:
        return None
    page = "/archive/reports?status__not=parsed"
    zh = f"今夜读取的 {documents} 份文件中只有 {whole} 份完整读出，平时为 {usual:.0%}。是否改版？"
    en = (
        f"Of {documents} documents read tonight {whole} were read whole; usually {usual:.0%} are. A new form?"
    )
    return f"{zh}见网页 {page}。", f"{en} See the page {page}."


def chinese(digest: Digest, address: str = "", translated: Callable[[str], str] = str) -> str:
    """The digest in Chinese; `translated` says in Chinese what the crawler says in English."""
    return written(digest, address, 0, translated)


def english(digest: Digest, address: str = "") -> str:
    """The digest in English."""
    return written(digest, address, 1, str)


STATES = {
    "gone": ("已从网上删除", "is gone from the web"),
    "hidden": ("已不在目录中", "is no longer on its list"),
    "moved": ("已移址", "has moved"),
    "unreachable": ("无法访问", "cannot be reached"),
    "present": ("重新出现", "is there again"),
}


def written(digest: Digest, address: str, language: int, translated: Callable[[str], str]) -> str:
    """The digest as text: a heading for each kind that has something to tell, alarms first."""

    def say(zh: str, en: str) -> str:
        return (zh, en)[language]

    def link(report: int, url: str = "") -> str:
        return f"{address.rstrip('/')}/report/{report}" if address else url

    def advice(state: str) -> str:
        return say("怎么办：", "What to do: ") + ADVICE.get(state, ELSE)[language]

    def trouble(state: str) -> str:
        return TROUBLES.get(state, (state, state))[language]

    def column(row: dict[str, Any]) -> str:
        return str(next(iter(json.loads(row["columns"])), ""))

    parts: list[tuple[str, list[str]]] = []
    parts.append((say("警报", "Alarms"), [alarm[language] for alarm in digest.alarms]))
    parts.append(
        (
            say("异常的网站", "Sites in trouble"),
            [
                f"{row['name']} ({row['site_id']}): {trouble(row['state'])}"
                f"{say('，自 ', ', since ')}{(row['state_since'] or '')[:10]}{say('：', ': ')}"
                f"{translated(row['reason']) or column(row)}\n"
                f"    {advice(row['state'])}"
                for row in digest.troubles
            ],
        )
    )
    parts.append(
        (
            say("列出条目过少的网站", "Sites that list less than they should"),
            [
                f"{row['name']} ({row['site_id']}): {row['entries']} {say('条，平时', 'entries, usually')} "
                f"{row['usual_entries']:.0f}: {column(row)}\n    {advice('silent')}"
                for row in digest.silent
            ],
        )
    )
    parts.append(
        (
            say("被删、移动或重现的报告", "Reports removed, moved or back"),
            [
                f"{row['agency']} {row['year'] or ''} {STATES[row['state']][language]} "
                f"{link(row['report_id'], row['url'])}"
                for row in digest.states
            ],
        )
    )
    parts.append(
        (
            say("发布后改动的数字", "Figures changed after publication"),
            [
                f"{row['agency']} {row['year'] or ''}: "
                + (
                    " · ".join(filter(None, (row["item_label"], row["label"])))
                    if language == 0 and row["item_label"]
                    else " · ".join(row[name].replace("_", " ") for name in ("table", "item", "column"))
                )
                + f": {row['old'] if row['old'] is not None else say('无', 'none')}"
                + f" → {row['new'] if row['new'] is not None else say('无', 'none')}"
                + f" {link(row['report_id'])}".rstrip()
                for row in digest.changes
            ],
        )
    )
    parts.append(
        (
            say("新报告", "New reports"),
            [
                f"{row['title'] or row['agency']} ({row['agency']}, {row['year'] or '?'}) "
                f"{link(row['id'], row['url'])}"
                for row in digest.new
            ],
        )
    )
    parts.append(
        (
            say("恢复正常的网站", "Sites well again"),
            [
                f"{row['name']} ({row['site_id']}){say('，此前', '; before: ')}{trouble(row['was'])}"
                for row in digest.recovered
            ],
        )
    )
    lines: list[str] = []
    for heading, entries in parts:
        if not entries:
            continue
        lines += ["", f"{heading} ({len(entries)})"]
        lines += [f"- {entry}" for entry in entries[:MOST_LINES]]
        if len(entries) > MOST_LINES:
            lines.append(
                say(f"- 另有 {len(entries) - MOST_LINES} 项", f"- and {len(entries) - MOST_LINES} more")
            )
    return "\n".join(lines).strip()


def store(
    db: Database,
    digest: Digest,
    told: tuple[int, int, int],
    now: str,
    address: str,
    channels: Sequence[str],
    translated: Callable[[str], str] = str,
) -> int:
    """Keep a digest, and what is to be delivered of it; a quiet one only remembers how far it told."""
    zh, en = ("", "") if digest.quiet else (chinese(digest, address, translated), english(digest, address))
    with db.atomic():
        cursor = db.execute(
            "INSERT INTO digests (night_id, made_at, loud, subject, zh, en, facts, told_report, "
            "told_capture, told_state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                digest.night,
                now,
                digest.loud,
                "" if digest.quiet else digest.subject,
                zh,
                en,
                json.dumps(shortened(digest.facts()), ensure_ascii=False),
                *told,
            ),
        )
        number = int(cursor.lastrowid or 0)
        if not digest.quiet:
            for channel in channels:
                db.execute("INSERT INTO deliveries (digest_id, channel) VALUES (?, ?)", (number, channel))
    return number


def shortened(facts: dict[str, Any], most: int = 200) -> dict[str, Any]:
    """Facts with at most so many of a kind, and how many there are in all."""
    counts = {name: len(value) for name, value in facts.items() if isinstance(value, list)}
    cut = {name: value[:most] if isinstance(value, list) else value for name, value in facts.items()}
    return {**cut, "counts": counts}
