"""How a request can end: one outcome each, enumerated here. Refusals are recognised, never circumvented."""

from __future__ import annotations

import re
from enum import StrEnum

from scrapy import exceptions
from twisted.internet import error as network
from twisted.python.failure import Failure
from twisted.web import _newclient, client


class Outcome(StrEnum):
    """The end of a request; the comment says what was seen."""

    # The server gave what was asked for.
    NEW = "new"  # 200, the first time at this address
    SAME = "same"  # 200, content as before
    CHANGED = "changed"  # 200, content differs from before
    NOT_MODIFIED = "not_modified"  # 304 to our validators
    # It gave something else.
    REDIRECTED = "redirected"  # 3xx to an address that is followed
    REDIRECTED_HOME = "redirected_home"  # 3xx from a deeper page to the home page: as good as gone
    REDIRECTED_OFFSITE = "redirected_offsite"  # 3xx to a host outside the registry: not followed
    GUESSED = "wrong_guess"  # asked because a script might mean it, and the server does not take it
    REDIRECT_LIMIT = "redirect_limit"  # more than five hops, or a loop
    OTHERWISE = "asked_otherwise"  # the server does not take this form of the request; another was sent
    MISSING = "missing_404"
    GONE = "gone_410"
    SOFT_404 = "soft_404"  # 200, and the page says that there is no page
    CLIENT_ERROR = "client_error"  # another 4xx
    SERVER_ERROR = "server_error"  # 5xx
    EMPTY = "empty"  # 200 without a byte
    WRONG_TYPE = "wrong_type"  # another kind of document than the address promises
    NEEDS_JS = "needs_js"  # an application that builds its page in the browser
    # It refused.
    CHALLENGE_RUISHU = "challenge_ruishu"
    CHALLENGE_JSL = "challenge_jsl"
    CHALLENGE_OTHER = "challenge_other"
    WAF_BLOCK = "waf_block"
    RATE_LIMITED = "rate_limited"
    SUBSTITUTED = "suspect_substitution"  # one body under many addresses
    # It was not reached, or broke off.
    DNS = "dns"
    UNREACHABLE = "unreachable"  # connection refused or no route
    TIMEOUT = "timeout"
    RESET = "reset"  # connection lost
    TLS = "tls"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    HEADER_FLOOD = "header_flood"
    NOT_HTTP = "not_http"
    UNDECODABLE = "undecodable"  # damaged content-encoding
    # It was our doing.
    SPIDER_ERROR = "spider_error"
    LOST = "lost"  # the run was killed before the answer was stored
    # Nothing was sent.
    ROBOTS_DENIED = "robots_denied"  # robots.txt closes this address
    HOST_REFUSED = "host_refused"  # robots.txt itself was refused or not reachable: no request tonight
    HOST_PARKED = "host_parked"  # the host refused or failed several times in a row
    OVER_BUDGET = "over_budget"  # as much was asked of the host tonight as may be
    PRIVATE_ADDRESS = "private_address"
    OFFSITE = "offsite"  # not on a host of the registry
    TRAP = "trap"  # too deep, too many pages, or an address without end


# How the detail of a page ends whose list may be made by scripts.
MAY_READ_IT = 'adapter = "browser" in its entry may read it'
ON_A_GUESS = "asked on a guess"  # how the detail of a failed probe begins: nothing is missed by it
FETCHED = {Outcome.NEW, Outcome.SAME, Outcome.CHANGED, Outcome.NOT_MODIFIED}
REFUSALS = {
    Outcome.CHALLENGE_RUISHU,
    Outcome.CHALLENGE_JSL,
    Outcome.CHALLENGE_OTHER,
    Outcome.WAF_BLOCK,
    Outcome.RATE_LIMITED,
}
FAILURES = {  # the host is in trouble
    Outcome.DNS,
    Outcome.UNREACHABLE,
    Outcome.TIMEOUT,
    Outcome.RESET,
    Outcome.TLS,
    Outcome.SERVER_ERROR,
    Outcome.NOT_HTTP,
}
ABSENT = {Outcome.MISSING, Outcome.GONE, Outcome.SOFT_404, Outcome.REDIRECTED_HOME}
TRY_AGAIN = {
    Outcome.UNREACHABLE,
    Outcome.TIMEOUT,
    Outcome.RESET,
    Outcome.SERVER_ERROR,
    Outcome.TRUNCATED,
    Outcome.RATE_LIMITED,
    Outcome.DNS,
}
NOT_SENT = {
    Outcome.ROBOTS_DENIED,
    Outcome.HOST_REFUSED,
    Outcome.HOST_PARKED,
    Outcome.OVER_BUDGET,
    Outcome.OFFSITE,
    Outcome.TRAP,
    Outcome.PRIVATE_ADDRESS,
}


class PrivateAddressError(Exception):
    """The connected address is private, and private addresses are not allowed."""


class HeaderFloodError(Exception):
    """The head of an answer has no end."""


RUISHU = re.compile(r"\$_ts\b|_\$[a-zA-Z0-9]{2}\(\)")
JSL = re.compile(r"__jsl(?:uid|_clearance)")
WAF = re.compile(
    r"访问被拒绝|访问被拦截|访问被阻断|请求被拦截|您的请求带有不合法参数|网站防火墙|安全狗|云锁|创宇盾|知道创宇|"
    r"当前访问疑似黑客攻击|被管理员设置拦截|acw_sc__v2|wzws-waf|Request blocked|Access Denied|WAF"
)
CHALLENGE = re.compile(
    r"slider|滑动|拖动|验证码|document\.cookie\s*=|challenge-platform|请完成安全验证|人机验证", re.IGNORECASE
)
GONE_WORDS = re.compile(
    r"页面不存在|页面没有找到|页面未找到|找不到(?:该|您|你|此|相关)?[^。]{0,8}(?:页面|网页|文件|内容)|"
    r"您(?:所)?(?:访问|查看|请求|浏览)的(?:页面|网页|内容|信息|文章)[^。]{0,10}(?:不存在|已删除|已被删除|已下线|找不到|出错)|"
    r"(?:文章|信息|内容|页面|稿件)(?:已|已被|已经)(?:删除|撤销|下线|移除)|该(?:信息|文章|内容|页面)不存在|"
    r"404(?:错误|页面)?|Not\s*Found|page\s*not\s*found|暂无(?:相关)?(?:信息|内容|数据|年报|报告)",
    re.IGNORECASE,
)
SCRIPT_ONLY = re.compile(r"<script\b", re.IGNORECASE)
TAGS = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<[^>]*>|&nbsp;", re.IGNORECASE | re.DOTALL)


def visible(text: str) -> str:
    """The words of a small page, roughly: what is left without scripts, styles and tags."""
    return re.sub(r"\s+", "", TAGS.sub("", text))


def of_response(status: int, headers: dict[str, str], text: str) -> Outcome | None:  # noqa: PLR0911 - one branch per case
    """The refusal or error a response is, or None if it may be what was asked for.

    `headers` by lower-case name; `text` the decoded beginning of the body (64 kB are enough).
    """
    cookies = headers.get("set-cookie", "")
    small = len(text) < 16_384
    if status in (412, 202) and (
        RUISHU.search(text) or (small and SCRIPT_ONLY.search(text)) or status == 412
    ):
        return Outcome.CHALLENGE_RUISHU
    if status == 521 or (JSL.search(cookies + text[:4096]) and small and status != 200):
        return Outcome.CHALLENGE_JSL
    if status == 429:
        return Outcome.RATE_LIMITED
    if status == 503 and "retry-after" in headers:
        return Outcome.RATE_LIMITED
    if status in (401, 403, 418, 491, 493, 567, 999) or (
        status >= 400 and ("wzws-ray" in headers or WAF.search(text[:8192]))
    ):
        return Outcome.WAF_BLOCK
    if status == 404:
        return Outcome.MISSING
    if status == 410:
        return Outcome.GONE
    if 400 <= status < 500:
        return Outcome.CLIENT_ERROR
    if status >= 500:
        return Outcome.SERVER_ERROR
    if status == 200 and small and "<" in text[:512]:
        return challenge_in_page(cookies, headers, text)
    return None


def challenge_in_page(cookies: str, headers: dict[str, str], text: str) -> Outcome | None:
    words = visible(text)
    scripted = SCRIPT_ONLY.search(text) is not None
    if scripted and RUISHU.search(text) and len(words) < 200:
        return Outcome.CHALLENGE_RUISHU
    if scripted and JSL.search(cookies + text) and len(words) < 200:
        return Outcome.CHALLENGE_JSL
    if "acw_sc__v2" in text + cookies and len(words) < 200:
        return Outcome.WAF_BLOCK
    if len(words) < 400 and WAF.search(words) and "年度报告" not in words:
        return Outcome.WAF_BLOCK
    if len(text) < 4096 and len(words) < 60 and scripted and CHALLENGE.search(text):
        return Outcome.CHALLENGE_OTHER
    return None


def is_soft_404(title: str, words: str) -> bool:
    """Whether a page that answers 200 says that there is no page; `words` is its visible text."""
    if len(words) > 600:
        return False
    return GONE_WORDS.search(title) is not None or GONE_WORDS.search(words) is not None


def of_failure(failure: Failure) -> tuple[Outcome, str]:
    """The outcome of a request that brought no response, and what is known of the cause."""
    error = failure.value
    causes = [error, *nested(error)]
    detail = next((text for cause in reversed(causes) if (text := " ".join(str(cause).split()))), "")[:300]
    for kinds, outcome in FAILURE_KINDS:
        for cause in causes:
            if isinstance(cause, kinds):
                return outcome, detail or type(cause).__name__
    return Outcome.RESET if isinstance(error, exceptions.DownloadFailedError) else Outcome.SPIDER_ERROR, (
        detail or type(error).__name__
    )


def nested(error: BaseException | None, depth: int = 0) -> list[BaseException]:
    found: list[BaseException] = []
    if error is None or depth > 5:
        return found
    reasons = [getattr(reason, "value", reason) for reason in getattr(error, "reasons", None) or ()]
    for cause in [*reasons, error.__cause__]:
        if isinstance(cause, BaseException):
            found += [cause, *nested(cause, depth + 1)]
    return found


def tls_errors() -> tuple[type[BaseException], ...]:
    from OpenSSL import SSL  # noqa: PLC0415 - loaded only where a run needs it
    from service_identity import VerificationError  # noqa: PLC0415

    return (SSL.Error, VerificationError)


FAILURE_KINDS: tuple[tuple[tuple[type[BaseException], ...], Outcome], ...] = (
    ((PrivateAddressError,), Outcome.PRIVATE_ADDRESS),
    ((HeaderFloodError,), Outcome.HEADER_FLOOD),
    (tls_errors(), Outcome.TLS),
    ((exceptions.CannotResolveHostError, network.DNSLookupError), Outcome.DNS),
    ((exceptions.DownloadTimeoutError, network.TimeoutError, network.TCPTimedOutError), Outcome.TIMEOUT),
    ((exceptions.ResponseDataLossError,), Outcome.TRUNCATED),
    ((exceptions.DownloadCancelledError,), Outcome.TOO_LARGE),
    (
        (
            exceptions.DownloadConnectionRefusedError,
            network.ConnectionRefusedError,
            network.NoRouteError,
            network.ConnectBindError,
        ),
        Outcome.UNREACHABLE,
    ),
    ((_newclient.ParseError, ValueError), Outcome.NOT_HTTP),  # a ValueError: lengths that contradict
    ((exceptions.UnsupportedURLSchemeError,), Outcome.OFFSITE),
    (
        (network.ConnectionLost, network.ConnectionDone, network.ConnectionAborted, client.ResponseFailed),
        Outcome.RESET,
    ),
    ((network.ConnectError, OSError), Outcome.UNREACHABLE),
)
