"""Where digests go: Apprise (mail, chat, sixty more), a signed webhook, a health ping. None can fail a night.

What could not be delivered stays in the table `deliveries` and is tried again the next night, oldest first.
Addresses hold passwords, so the archive only knows a channel by its kind and a digest of its address.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlite_utils import Database

from crawler.clock import stamp
from nianbao.config import Config, as_toml

SECONDS = 20
SHORTEST = 2  # signs of a name that is taken out of what is told
MOST_TRIES = 14  # nights; what nobody takes for so long is given up
SIGNATURE = "X-Nianbao-Signature"


class DeliveryError(Exception):
    """A channel that did not take a digest; the text holds no address."""


@dataclass(frozen=True, slots=True)
class Message:
    """A digest on its way."""

    id: int
    subject: str
    zh: str
    en: str
    loud: bool
    facts: dict[str, Any]

    def text(self, language: str) -> str:
        chosen = {"zh": [self.zh], "en": [self.en]}.get(language, [self.zh, self.en])
        return "\n\n————\n\n".join(chosen) + "\n"


def name_of(kind: str, url: str) -> str:
    """A channel's name in the archive.

    >>> name_of("mailto", "mailto://a:b@example.org")
    'mailto 963bf2d2'
    """
    return f"{kind} {hashlib.sha256(url.encode()).hexdigest()[:8]}"


def channels(config: Config) -> dict[str, str]:
    """The address of each channel, by its name."""
    found = {name_of(urlsplit(url).scheme or "apprise", url): url for url in config["notify.channels"]}
    if config["notify.webhook"]:
        found[name_of("webhook", config["notify.webhook"])] = config["notify.webhook"]
    return found


def mistakes(config: Config) -> list[str]:
    """Addresses that no service of Apprise takes: where each was said, and of it only what is no secret."""
    said = config.values["notify.channels"]
    example = f"Example: [notify] channels = {as_toml(said.setting.example)}"
    return [
        f"{said.source}: notify.channels: {trouble(urlsplit(url).scheme)}. {example}"
        for url in config["notify.channels"]
        if carrier(url) is None
    ]


def trouble(scheme: str) -> str:
    """Why an address of this scheme was not taken, and where its form is explained."""
    import apprise  # noqa: PLC0415 - half a second

    services: list[dict[str, Any]] = apprise.Apprise().details()["schemas"]
    for service in services:
        if scheme in (*(service["protocols"] or ()), *(service["secure_protocols"] or ())):
            return (
                f'"{scheme}://…" is not written as {service["service_name"]} needs it: {service["setup_url"]}'
            )
    return f'no service has addresses that begin "{scheme}://"'


def carrier(url: str) -> Any:
    """What Apprise delivers with; None for an address it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its own use of old modules is no concern here
        import apprise  # noqa: PLC0415 - half a second, only where there is something to send

        found = apprise.Apprise()
        return found if found.add(url) else None


def deliver(db: Database, config: Config, now: datetime) -> Iterator[tuple[str, str]]:
    """Deliver what waits; gives (channel, "") for what was sent and (channel, why) for what was not.

    A channel that fails is not asked again tonight. One that is no longer configured is left alone.
    """
    known = channels(config)
    waiting = db.execute(
        "SELECT d.channel, g.id, g.subject, g.zh, g.en, g.loud, g.facts FROM deliveries d "
        "JOIN digests g ON g.id = d.digest_id WHERE d.sent_at IS NULL AND d.tries < ? ORDER BY g.id",
        (MOST_TRIES,),
    ).fetchall()
    failed: set[str] = set()
    for channel, number, subject, zh, en, loud, facts in waiting:
        if channel not in known or channel in failed:
            continue
        message = Message(number, subject, zh, en, bool(loud), json.loads(facts))
        error = ""
        try:
            send(known[channel], channel, message, config)
        except DeliveryError as trouble:
            error = str(trouble)
            failed.add(channel)
        with db.atomic():
            db.execute(
                "UPDATE deliveries SET tries = tries + 1, tried_at = ?, sent_at = iif(? = '', ?, NULL), "
                "error = ? WHERE digest_id = ? AND channel = ?",
                (stamp(now), error, stamp(now), error, number, channel),
            )
        yield channel, error


def send(url: str, channel: str, message: Message, config: Config) -> None:
    """Hand a digest to a channel; DeliveryError if it does not take it."""
    if channel.startswith("webhook "):
        post(url, message, config)
    else:
        hand_over(url, message, config["notify.language"])


def post(url: str, message: Message, config: Config) -> None:
    """The digest as JSON, signed if there is a secret."""
    body = json.dumps(
        {
            "digest": message.id,
            "subject": message.subject,
            "loud": message.loud,
            "zh": message.zh,
            "en": message.en,
            "facts": message.facts,
        },
        ensure_ascii=False,
    ).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "nianbao"}
    if secret := config["notify.webhook_secret"]:
        headers[SIGNATURE] = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    ask(urllib.request.Request(url, body, headers, method="POST"))  # noqa: S310 - http or https, by the settings


def ask(request: urllib.request.Request) -> None:
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            answer.read(1024)
    except urllib.error.HTTPError as error:
        raise DeliveryError(f"answered {error.code}") from None
    except (OSError, ValueError) as error:
        raise DeliveryError(str(getattr(error, "reason", "")) or type(error).__name__) from None


def hand_over(url: str, message: Message, language: str) -> None:
    """The digest through Apprise, whose log says why where it does not go."""
    carrying = carrier(url)
    if carrying is None:
        raise DeliveryError("Apprise does not know an address of this kind")
    import apprise  # noqa: PLC0415 - as above

    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.WARNING:
                said.append(record.getMessage())

    log, listener = logging.getLogger("apprise"), Listener()
    log.addHandler(listener)
    loud, log.propagate = log.propagate, False  # said by us, once, without addresses
    try:
        kind = apprise.NotifyType.WARNING if message.loud else apprise.NotifyType.INFO
        if not carrying.notify(
            body=message.text(language), title=message.subject, notify_type=kind, body_format="text"
        ):
            told = "; ".join(said) or "not taken"
            parts = urlsplit(url)
            named = [value for _, value in parse_qsl(parts.query)]
            for private in (url, parts.netloc, parts.hostname or "", parts.username or "", *named):
                # A shorter one names nobody, and stands in many words.
                told = (
                    told.replace(private, "…") if len(private) > SHORTEST else told
                )  # the archive is public; addresses are not
            raise DeliveryError(told[:200])
    finally:
        log.propagate = loud
        log.removeHandler(listener)


def ping(config: Config, ending: str = "") -> str:
    """Tell the monitor how the night stands (`/start`, `/fail` or nothing); gives why that failed."""
    if not (url := config["notify.ping"]):
        return ""
    try:
        ask(urllib.request.Request(url.rstrip("/") + ending, headers={"User-Agent": "nianbao"}))  # noqa: S310
    except DeliveryError as error:
        return str(error)
    return ""
