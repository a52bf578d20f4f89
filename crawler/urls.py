"""Addresses: what is the same address, which host and which server it belongs to."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

import tldextract

# Without a list of suffixes to download: the one shipped with the package is used.
registered = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
USUAL_PORT = {"http": 80, "https": 443}
SESSION = re.compile(r";\s*(?:jsessionid|sid|phpsessid|aspsessionid\w*)=[^?/#]*", re.IGNORECASE)
# Parameters that change from one view to the next and never choose what is shown.
NOISE = re.compile(
    r"(?:jsessionid|phpsessid|sessionid|sid_?token|_|_t|t_?rand|rnd|rand|random|timestamp|ddtab|from|"
    r"spm|utm_\w+|isappinstalled|nsukey|wd_?token)",
    re.IGNORECASE,
)
HOME = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x20\x7f]+")


@lru_cache(maxsize=8192)
def host_of(url: str) -> str:
    """The host, lower case, with its port where that is not the usual one.

    >>> host_of("HTTP://WWW.Example.gov.cn:80/a"), host_of("http://127.0.0.1:8000/")
    ('www.example.gov.cn', '127.0.0.1:8000')
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    return f"{host}:{port}" if port and port != USUAL_PORT.get(parts.scheme.lower()) else host


@lru_cache(maxsize=4096)
def slot_of(host: str) -> str:
    """The server a host is counted to for politeness: its registered domain; a bare IP as it is.

    Ports stay apart only for IP addresses and names without a domain: there they are other servers.

    >>> slot_of("lq.km.gov.cn"), slot_of("www.km.gov.cn:8080"), slot_of("127.0.0.1:8001")
    ('km.gov.cn', 'km.gov.cn', '127.0.0.1:8001')
    """
    name = urlsplit(f"//{host}").hostname or host
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return registered(name).top_domain_under_public_suffix or host
    return host


def join(base: str, link: str) -> str:
    """The absolute address of a link, without fragment, its signs made fit for a request; "" if none.

    >>> join("http://a.gov.cn/x/", " ./t 1.html#top")
    'http://a.gov.cn/x/t%201.html'
    >>> join("http://a.gov.cn/x/", "javascript:void(0)")
    ''
    """
    link = CONTROL.sub(" ", link).strip()
    link = link.replace("\\", "/")
    if not link or link.startswith("#"):
        return ""
    try:
        parts = urlsplit(urljoin(base, link))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        host = parts.netloc.rpartition("@")[2].lower()
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    path = re.sub(r"/(?:\.\.?/)+", "/", quote(parts.path or "/", safe="/%:;=@!$&'()*+,~-._|"))
    query = quote(parts.query, safe="=&%/?:;,@!$'()*+~-._|[]{}")
    return urlunsplit((parts.scheme, host, path, query, ""))


def canonical(url: str) -> str:
    """What is the same for two spellings of one address; a key, not an address to fetch.

    Scheme, fragment, usual port, session ids, noise parameters, their order and `index.html` fall away.

    >>> canonical("https://A.gov.cn:443/nb/index.html?b=2&a=1&_=0.5#x")
    '//a.gov.cn/nb/?a=1&b=2'
    >>> canonical("http://a.gov.cn/t1.html;jsessionid=AB12?ddtab=true")
    '//a.gov.cn/t1.html'
    >>> canonical("http://a.gov.cn/show.asp?dw=%D0%C5")  # GBK
    '//a.gov.cn/show.asp?dw=\\\\xd0\\\\xc5'
    """
    url = SESSION.sub("", url)
    parts = urlsplit(url)
    path = (
        HOME.sub("/", parts.path)
        if HOME.search(parts.path) and HOME.sub("/", parts.path)[-1:] == "/"
        else parts.path
    )
    if not parts.query:
        return f"//{host_of(url)}{path or '/'}"
    pairs = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="backslashreplace")
        if not NOISE.fullmatch(name)
    )
    query = "&".join(f"{name}={value}" if value else name for name, value in pairs)
    return f"//{host_of(url)}{path or '/'}{'?' + query if query else ''}"


def folder_of(url: str) -> str:
    """Host and path up to the last slash, as `canonical` writes them.

    >>> folder_of("http://a.gov.cn/nb/index_1.html")
    '//a.gov.cn/nb/'
    """
    parts = urlsplit(url)
    return f"//{host_of(url)}{parts.path.rpartition('/')[0]}/"
