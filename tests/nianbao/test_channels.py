"""Channels: mail arrives whole, a failing channel is tried again and stops nothing, no address is kept."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import digest, nights
from archive.schema import open_archive
from nianbao import channels, config
from tests.crawler import servers

NOW = datetime(2026, 1, 20, 17, 0, tzinfo=UTC)


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to hand over a message."""

    def handle(self) -> None:
        self.reply("220 here")
        while line := self.rfile.readline().strip():
            word = line.split(b" ")[0].upper()
            if word == b"DATA":
                self.reply("354 go on")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += self.rfile.readline()
                self.server.received.append(body)  # type: ignore[attr-defined]
            self.reply("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def reply(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def mailbox() -> Iterator[socketserver.TCPServer]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)
    server.daemon_threads = True
    server.received = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    yield db
    db.close()


def tell(db: Database, held: config.Config) -> None:
    """Make the digest of a night with an alarm."""
    record, _ = nights.begin(db, "nightly", "2026-01-20T16:30:00+00:00", "", "")
    found = digest.Digest(record.id, alarms=[("磁盘余量不足。", "The disk is nearly full.")])
    digest.store(db, found, (0, 0, 0), "2026-01-20T17:00:00+00:00", "", list(channels.channels(held)))


def told(**settings: object) -> config.Config:
    values = dict(config.load(environment={}).values)
    for key, value in settings.items():
        setting = values[f"notify.{key}"].setting
        values[setting.key] = config.Value(setting, value, "test")
    return config.Config(values)


def test_mail_arrives_in_both_languages(archive: Database, mailbox: socketserver.TCPServer) -> None:
    port = mailbox.server_address[1]
    held = told(
        channels=(
            f"mailto://127.0.0.1:{port}?from=nianbao@example.org&to=reader@example.org&mode=insecure&format=text",
        )
    )
    tell(archive, held)
    assert [error for _, error in channels.deliver(archive, held, NOW)] == [""]
    (received,) = mailbox.received  # type: ignore[attr-defined]
    message = message_from_bytes(received, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    assert "磁盘余量不足。" in body.get_content() and "The disk is nearly full." in body.get_content()
    assert "年报" in message["Subject"]
    kept = " ".join(map(str, archive["deliveries"].rows))
    assert "127.0.0.1" not in kept and "reader" not in kept
    assert not list(channels.deliver(archive, held, NOW))  # once


def test_a_channel_that_fails_is_tried_again_and_hides_no_other(archive: Database) -> None:
    with servers.serve({"/hook": servers.Answer("no", 500)}) as hook:
        held = told(webhook=f"{hook.url}/hook", channels=("json://127.0.0.1:9/",))
        tell(archive, held)
        tell(archive, held)
        first = dict(channels.deliver(archive, held, NOW))
        assert len(first) == 2 and all(first.values())
        assert len(hook.asked) == 1  # a channel that is down is not asked again that night
        hook.pages["/hook"] = "thanks"
        again = [(name.split()[0], error) for name, error in channels.deliver(archive, held, NOW)]
        assert sorted(error for name, error in again if name == "webhook") == ["", ""]
        assert len(hook.asked) == 3
    sent = archive.execute("SELECT count(*) FROM deliveries WHERE sent_at IS NOT NULL").fetchone()
    assert sent == (2,)
    assert "127.0.0.1" not in " ".join(map(str, archive["deliveries"].rows))


def test_an_address_of_no_known_kind_is_told_without_it(archive: Database) -> None:
    held = told(channels=("nosuchservice://token@secret",))
    tell(archive, held)
    ((_, error),) = channels.deliver(archive, held, NOW)
    assert error and "token" not in error


def test_mail_that_cannot_be_reached_is_told_without_its_addresses(
    archive: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    held = told(channels=("mailto://user:hidden@example.org:9?smtp=127.0.0.1&to=reader@example.net",))
    tell(archive, held)
    ((_, error),) = channels.deliver(archive, held, NOW)
    assert error
    printed = error + "".join(capfd.readouterr())
    assert not [word for word in ("127.0.0.1", "example", "hidden", "reader") if word in printed], printed
    (row,) = archive["deliveries"].rows
    assert (row["tries"], row["sent_at"]) == (1, None)


def test_a_monitor_that_is_down_is_only_named() -> None:
    assert channels.ping(told(ping="http://127.0.0.1:9/ping"))
    assert channels.ping(told()) == ""
