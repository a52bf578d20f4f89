"""Every setting, declared once: example file, documentation and `nianbao config` are made from this table.

A setting is a key of nianbao.toml (`night.at` is `at` under `[night]`), an environment variable
(NIANBAO_NIGHT_AT), and for some an option of commands. The later wins: default, file, environment, option.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, what it may be, what it is unless told, and what it means in both languages."""

    key: str
    kind: str  # one of KINDS
    default: Any
    example: Any
    en: str
    zh: str
    parameter: str = ""  # of the commands whose option overrides it
    secret: bool = False  # may hold a password: shown and stored only in part

    @property
    def variable(self) -> str:
        """The environment variable.

        >>> SETTINGS["night.at"].variable
        'NIANBAO_NIGHT_AT'
        """
        return "NIANBAO_" + self.key.upper().replace(".", "_")


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text in quotes")
    return value.strip()


def number(value: Any) -> float:
    if isinstance(value, str):
        value = float(value) if re.fullmatch(r"\d+(\.\d+)?", value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise ValueError("must be a number, 0 or more")
    return float(value)


def whole(value: Any) -> int:
    found = number(value)
    if found != int(found):
        raise ValueError("must be a whole number")
    return int(found)


def count(value: Any) -> int:
    found = whole(value)
    if not found:
        raise ValueError("must be 1 or more")
    return found


def port(value: Any) -> int:
    found = whole(value)
    if not 0 < found < 65536:
        raise ValueError("must be a port, 1 to 65535")
    return found


def hours(value: Any) -> float:
    found = number(value)
    if not 0 < found <= 24:
        raise ValueError("must be hours, more than 0 and at most 24")
    return found


def share(value: Any) -> float:
    found = number(value)
    if found > 1:
        raise ValueError("must be a share between 0 and 1")
    return found


def flag(value: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    found = value if isinstance(value, bool) else words.get(str(value).strip().lower())
    if found is None:
        raise ValueError("must be true or false")
    return found


def time_of_day(value: Any) -> str:
    found = text(value)
    if not TIME.fullmatch(found):
        raise ValueError("must be a time of day, HH:MM")
    return found


def zone(value: Any) -> str:
    found = text(value)
    try:
        ZoneInfo(found)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone") from None
    return found


def address(value: Any) -> str:
    found = text(value)
    if found and (urlsplit(found).scheme not in ("http", "https") or not urlsplit(found).hostname):
        raise ValueError("must be an http or https address")
    return found


def language(value: Any) -> str:
    found = text(value)
    if found not in ("zh", "en", "zh+en"):
        raise ValueError('must be "zh", "en" or "zh+en"')
    return found


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts; in an environment variable they are divided by blanks."""
    found = value.split() if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(isinstance(entry, str) and entry for entry in found):
        raise ValueError("must be a list of texts in quotes")
    return tuple(found)


def channels(value: Any) -> tuple[str, ...]:
    """Addresses of Apprise; whether it knows their services is looked at when a night begins."""
    found = texts(value)
    if not all(re.match(r"[a-z][a-z0-9+.-]*://.", entry, re.IGNORECASE) for entry in found):
        raise ValueError("must be addresses such as mailtos://…")
    return found


def path(value: Any) -> Path | None:
    found = text(value)
    return Path(found).expanduser() if found else None


KINDS: dict[str, Callable[[Any], Any]] = {
    "text": text,
    "number": number,
    "whole number": whole,
    "count": count,
    "port": port,
    "hours": hours,
    "share": share,
    "true or false": flag,
    "time of day": time_of_day,
    "time zone": zone,
    "address": address,
    "language": language,
    "addresses": channels,
    "path": path,
}

TABLE = (
    Setting(
        "archive",
        "path",
        Path("archive.db"),
        "archive.db",
        "The archive. Its captures lie in captures/ beside it. Seen from the folder of this file.",
        "档案文件；快照存于同一目录的 captures/。相对路径以本文件所在目录为准。",
        "archive",
    ),
    Setting(
        "sites",
        "path",
        None,
        "my_sites.toml",
        "The registry of sites: a TOML file, or a folder of them. Empty: the registry that is shipped.",
        "网站登记表：一个 TOML 文件，或存放它们的目录。留空即用自带的登记表。",
        "sites_file",
    ),
    Setting(
        "contact",
        "text",
        "",
        "https://your.example/contact",
        "Who asks: a page or a mail address that every request names in its User-Agent.",
        "联系方式：网页或邮箱，写入每次请求的 User-Agent。",
    ),
    Setting(
        "crawl.delay",
        "number",
        3.0,
        3.0,
        "Seconds between two requests to one server.",
        "对同一服务器两次请求之间的秒数。",
        "delay",
    ),
    Setting(
        "crawl.allow_private",
        "true or false",
        False,
        False,
        "Permit loopback and private addresses, which are refused otherwise.",
        "允许访问本机与内网地址；平时一律拒绝。",
        "allow_private",
    ),
    Setting(
        "night.at",
        "time of day",
        "00:30",
        "00:30",
        "When a night begins.",
        "每夜开始的时间。",
        "at",
    ),
    Setting(
        "night.timezone",
        "time zone",
        "Asia/Shanghai",
        "Asia/Shanghai",
        "The time zone of the times in this table.",
        "本表各时间所用的时区。",
        "timezone",
    ),
    Setting(
        "night.until",
        "time of day",
        "",
        "07:00",
        "The end of the window: nothing is asked of any site after it; the rest is left for the next night. "
        "Empty: no fixed end.",
        "时段终点：此后不再向任何网站发出请求，余下的留待次夜。留空即无固定终点。",
        "until",
    ),
    Setting(
        "night.hours",
        "hours",
        8.0,
        8.0,
        "The most hours that a night asks sites, however late it began.",
        "一夜最多采集的小时数，不论何时开始。",
        "hours",
    ),
    Setting(
        "night.failed_sites",
        "share",
        0.5,
        0.5,
        "The share of sites that may fail; above it a night ends with status 3 and the health page says so.",
        "允许失败的网站比例；超出时以状态 3 结束，健康页同时报警。",
        "failed_sites",
    ),
    Setting(
        "night.silence",
        "share",
        0.5,
        0.5,
        "A site, or the whole, that lists less than this share of what it usually does is told loudly.",
        "某网站或全体列出的条目少于平时的这一比例时，发出警报。",
    ),
    Setting(
        "disk.least_free",
        "number",
        1.0,
        2.0,
        "Gigabytes that must stay free where the archive lies; below it the night stops with status 5.",
        "档案所在磁盘须留出的空间（GB）；不足时当夜停止，状态 5。",
    ),
    Setting(
        "keep.verify",
        "share",
        0.034,
        0.034,
        "The share of captures whose digests are verified each night; 0.034 is all of them in a month.",
        "每夜核验摘要的快照比例；0.034 即一月核验一遍。",
    ),
    Setting(
        "keep.backup",
        "path",
        None,
        "/mnt/backup/nianbao",
        "A folder that every night is backed up into. Empty: none.",
        "每夜备份到的目录。留空即不备份。",
        "backup_folder",
    ),
    Setting(
        "keep.generations",
        "count",
        7,
        7,
        "How many backups of the database are kept; captures are kept for ever.",
        "保留几代数据库备份；快照永久保留。",
        "generations",
    ),
    Setting(
        "notify.language",
        "language",
        "zh+en",
        "zh",
        "The language of digests: zh, en, or zh+en for both.",
        "摘要所用语言：zh、en，或 zh+en（两种）。",
    ),
    Setting(
        "notify.channels",
        "addresses",
        (),
        ["mailtos://user:password@mail.example.org?to=you@example.org"],
        "Where digests go: addresses of Apprise (mail, chat and sixty other services).",
        "摘要发往何处：Apprise 的地址（邮件、即时通信等六十余种）。",
        secret=True,
    ),
    Setting(
        "notify.webhook",
        "address",
        "",
        "https://your.example/hook",
        "An address that each digest is posted to as JSON.",
        "以 JSON 接收摘要的网址。",
        secret=True,
    ),
    Setting(
        "notify.webhook_secret",
        "text",
        "",
        "a long random text",
        "Signs what is posted: X-Nianbao-Signature is sha256= and the HMAC of the body in hex.",
        "签名密钥：X-Nianbao-Signature 为 sha256= 加正文的 HMAC（十六进制）。",
        secret=True,
    ),
    Setting(
        "notify.ping",
        "address",
        "",
        "https://monitor.example/ping/your-key",
        "An address asked at the end of a good night, with /start at its begin and /fail at a bad end, as "
        "monitors of silence expect: a machine that is off can tell nobody itself.",
        "健康监测网址：夜末访问它，开始时访问 /start，出错时访问 /fail。机器停转时，只有它会察觉。",
        secret=True,
    ),
    Setting(
        "notify.remind_days",
        "whole number",
        7,
        7,
        "A site that stays in trouble is told again after so many days.",
        "网站持续异常时，每隔几天再提醒一次。",
    ),
    Setting(
        "serve.host",
        "text",
        "127.0.0.1",
        "127.0.0.1",
        "The address to serve the archive on.",
        "网页服务监听的地址。",
        "host",
    ),
    Setting(
        "serve.port",
        "port",
        8001,
        8001,
        "The port to serve the archive on.",
        "网页服务监听的端口。",
        "port",
    ),
    Setting(
        "serve.address",
        "address",
        "",
        "https://nianbao.example.org",
        "The address under which readers see the pages; digests link to it.",
        "读者访问网页的网址；摘要中的链接以它开头。",
    ),
)
SETTINGS = {setting.key: setting for setting in TABLE}
