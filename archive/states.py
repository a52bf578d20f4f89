"""What became of each report: present, moved, hidden, gone or unreachable, concluded from many nights.

One failure proves nothing. A report is gone when every address of it was absent on three nights over a
week while its site answered otherwise; unreachable when it failed on three nights; hidden when its page
still answers and its list no longer names it; moved when it stands at another address than it used to.
What is not proven leaves the state as it was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

# Outcomes of requests, as crawler/outcomes.py names them (a test holds the two together).
ALIVE = frozenset({"new", "same", "changed", "not_modified"})
ABSENT = frozenset({"missing_404", "gone_410", "soft_404", "redirected_home"})
FAILED = frozenset(
    {"dns", "unreachable", "timeout", "reset", "tls", "server_error", "not_http"}
    | {"challenge_ruishu", "challenge_jsl", "challenge_other", "waf_block", "rate_limited"}
    | {"host_refused", "host_parked", "robots_denied"}
)
NIGHTS = 3
SPAN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Look:
    """One request for an address: when (UTC), how it ended, and whether its site answered that night."""

    at: str
    outcome: str
    well: bool


@dataclass(slots=True)
class Address:
    """An address of a report with every look at it, oldest first, and when its list last named it."""

    url: str
    first_seen_at: str
    capture_id: int
    looks: list[Look] = field(default_factory=list)
    listed_at: str = ""
    list_nights: list[tuple[str, bool]] = field(default_factory=list)  # looks at its list: when, changed

    @property
    def last(self) -> str:
        return self.looks[-1].outcome if self.looks else "new"

    @property
    def alive(self) -> bool:
        return self.last in ALIVE

    def since_alive(self, outcomes: frozenset[str]) -> list[Look]:
        """The looks after the last good one, as far as they ended so and the site was well."""
        found: list[Look] = []
        for look in reversed(self.looks):
            if look.outcome in ALIVE:
                break
            if look.outcome in outcomes:
                found.append(look)
        return found[::-1]

    def proven_absent(self) -> list[Look]:
        looks = [look for look in self.since_alive(ABSENT) if look.well]
        return looks if self.last in ABSENT and lasting(looks) else []

    def proven_failing(self) -> list[Look]:
        looks = self.since_alive(FAILED)
        return looks if self.last in FAILED and len({look.at[:10] for look in looks}) >= NIGHTS else []

    def off_its_list(self) -> list[str]:
        """The nights on which its list was read without naming it, if they are enough to tell."""
        # A list that is as before is not always read to its end: only a change can have dropped an entry.
        later = [(at, changed) for at, changed in self.list_nights if self.listed_at and at > self.listed_at]
        first = next((at for at, changed in later if changed), None)
        nights = [at for at, _ in later if first and at >= first]
        days = {night[:10] for night in nights}
        return nights if len(days) >= NIGHTS and moment(nights[-1]) - moment(nights[0]) >= SPAN else []


def lasting(looks: list[Look]) -> bool:
    days = {look.at[:10] for look in looks}
    return len(days) >= NIGHTS and moment(looks[-1].at) - moment(looks[0].at) >= SPAN


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def conclude(  # noqa: PLR0911 - a table of cases, one line each
    held: str, url: str, addresses: list[Address]
) -> tuple[str, str, Address | None]:
    """(state, evidence, address to show) for a report that was `held` to be in a state at `url`."""
    own = next((address for address in addresses if address.url == url), addresses[0])
    alive = [address for address in addresses if address.alive]
    if alive:
        newest = max(alive, key=lambda address: address.first_seen_at)
        if not own.alive and own.last in ABSENT:
            return "moved", f"{own.url}: {own.last}; stands at {newest.url}", newest
        if own.last == "redirected" and newest.url != own.url:
            return "moved", f"{own.url} leads to {newest.url}", newest
        off = [address.off_its_list() for address in alive]
        if all(off) and off:
            nights = off[0]
            return (
                "hidden",
                f"not on its list on {len(nights)} nights since {nights[0]}; the page answers",
                None,
            )
        if held == "moved":
            return held, "", None
        return "present", "answers again" if held in ("gone", "unreachable", "hidden") else "", None
    absent = [address.proven_absent() for address in addresses]
    if all(absent):
        looks = absent[0]
        ends = ", ".join(f"{look.at[:10]} {look.outcome}" for look in looks)
        return "gone", f"{len(looks)} looks while the site was well: {ends}", None
    failing = [address.proven_failing() or address.proven_absent() for address in addresses]
    if all(failing):
        ends = ", ".join(f"{look.at[:10]} {look.outcome}" for look in failing[0])
        return "unreachable", ends, None
    return held, "", None


def update(db: Database, now: datetime) -> dict[str, int]:
    """Bring the state of every report up to date; gives how many changed into which state."""
    addresses = looked_at(db)
    changed: dict[str, int] = defaultdict(int)
    with db.atomic():
        for report_id, held, url in db.execute("SELECT id, state, url FROM reports").fetchall():
            own = addresses.get(report_id)
            if not own:
                continue
            state, evidence, shown = conclude(held, url, own)
            if state == held and shown is None:
                continue
            at = now.astimezone(UTC).isoformat(timespec="seconds")
            db.execute(
                "UPDATE reports SET state = ?, state_since = ?, url = coalesce(?, url), "
                "capture_id = coalesce(?, capture_id) WHERE id = ?",
                (state, at, shown and shown.url, shown and shown.capture_id, report_id),
            )
            db.execute(
                "INSERT INTO report_states (report_id, state, since, evidence) VALUES (?, ?, ?, ?)",
                (report_id, state, at, evidence),
            )
            changed[state] += 1
    return dict(changed)


def looked_at(db: Database) -> dict[int, list[Address]]:
    """The addresses of every report that has anything to tell beyond one good look.

    Reports whose every address answered at its last look, and is on its list, are the rule; they are
    left out unless their state says otherwise.
    """
    suspects = [
        report_id
        for (report_id,) in db.execute(
            f"""
            SELECT DISTINCT a.report_id FROM addresses a
            JOIN reports r ON r.id = a.report_id
            LEFT JOIN visits v ON v.url = a.url AND v.site_id = a.site_id
            LEFT JOIN entries e ON e.url = a.url AND e.site_id = a.site_id
            LEFT JOIN lists l ON l.url = e.list_url AND l.site_id = e.site_id
            WHERE r.state <> 'present' OR v.outcome NOT IN ({", ".join("?" * len(ALIVE))})
              OR e.last_seen_at < l.read_at
            """,  # noqa: S608 - question marks
            sorted(ALIVE),
        )
    ]
    found: dict[int, list[Address]] = {}
    for report_id in suspects:
        found[report_id] = []
        for url, site_id, first_seen_at, capture_id, listed_at, list_url in db.execute(
            "SELECT a.url, a.site_id, a.first_seen_at, a.capture_id, coalesce(e.last_seen_at, ''), "
            "coalesce(e.list_url, '') FROM addresses a LEFT JOIN entries e ON e.url = a.url AND "
            "e.site_id = a.site_id WHERE a.report_id = ? ORDER BY a.first_seen_at",
            (report_id,),
        ).fetchall():
            address = Address(url, first_seen_at, capture_id, listed_at=listed_at)
            address.looks = looks(db, site_id, url)
            address.list_nights = list_nights(db, site_id, list_url) if list_url else []
            found[report_id].append(address)
    return found


def looks(db: Database, site_id: str, url: str) -> list[Look]:
    """Every look at an address; the site was well in a run in which it gave anything at all."""
    return [
        Look(at, outcome, bool(well))
        for at, outcome, well in db.execute(
            """
            SELECT q.sent_at, q.outcome, EXISTS (
              SELECT 1 FROM requests w
              WHERE w.run_id = q.run_id AND w.site_id = q.site_id AND w.role <> 'robots'
                AND w.outcome IN ('new', 'same', 'changed', 'not_modified'))
            FROM requests q WHERE q.url = ? AND q.site_id = ? AND q.outcome IS NOT NULL
              AND q.role IN ('report', 'attachment', 'page') ORDER BY q.id
            """,
            (url, site_id),
        )
    ]


def list_nights(db: Database, site_id: str, url: str) -> list[tuple[str, bool]]:
    return [
        (at, outcome == "changed")
        for at, outcome in db.execute(
            "SELECT sent_at, outcome FROM requests WHERE url = ? AND site_id = ? "
            "AND role IN ('list', 'data') AND outcome IN ('new', 'same', 'changed', 'not_modified') "
            "ORDER BY id",
            (url, site_id),
        )
    ]
