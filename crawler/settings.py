"""Scrapy's settings. Each one that differs from Scrapy's default stands here with the reason.

What only makes sense with an archive (the scheduler over its table, redirects and retries as rows of
the ledger) is set by the spider itself, so that `scrapy shell` and `scrapy fetch` work as ever, and politely.
"""

import os

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Honesty: who asks, and where to complain. NIANBAO_CONTACT is a page or a mail address of whoever runs the
# crawler; it is not made up for them.
CONTACT = os.environ.get("NIANBAO_CONTACT", "").strip()
PURPOSE = "archive of annual reports on open government information"
USER_AGENT = f"nianbao/0.1 ({PURPOSE}; +{CONTACT})" if CONTACT else f"nianbao/0.1 ({PURPOSE})"
ROBOTSTXT_USER_AGENT = "nianbao"

# Politeness: Scrapy asks 8 at once per host, without a pause. County sites are small, and many of
# them share one server: one request at a time per registered domain or address, and three seconds to
# four and a half between two: LEAST_DELAY, and up to half of it more.
LEAST_DELAY = 3.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = LEAST_DELAY * 1.25
DOWNLOAD_DELAY_JITTER = 0.2
# What may be asked of one host in a night (from noon to noon): far above what a county has, far below a trap.
HOST_REQUESTS = 20_000
HOST_BYTES = 5 * 1024**3
CONCURRENT_REQUESTS = 1024  # was 16: as many servers may be waited for at once, each one at its pace
ROBOTSTXT_OBEY = True  # was False; the spider has a stricter reading of its own (crawler/robots.py)

# Safety: both open a port through which code can be run in the crawler's process.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Bodies: the default of 1 GiB lets a 600 kB gzip bomb fill the memory.
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
ATTACHMENT_MAXSIZE = 100 * 1024 * 1024
# Time for a whole answer, slow drips included; was 180.
DOWNLOAD_TIMEOUT = 60
ATTACHMENT_TIMEOUT = 300
BROWSER_SECONDS = 75  # for a page run in the browser, each time
REDIRECT_MAX_TIMES = 5  # was 20
METAREFRESH_MAXDELAY = 10  # was 100
# Private addresses are refused on the connected address; a proxy would hide that address.
ALLOW_PRIVATE = False
HTTPPROXY_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.addresses.GuardedHandler",
    "https": "crawler.addresses.GuardedHandler",
    # Nothing else is ever fetched.
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}

COOKIES_ENABLED = False  # was True: nothing is asked of a site that needs a session
REFERER_ENABLED = False  # was True: addresses of one site are no business of another
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",  # was "en": some sites choose the language of the page by it
}
URLLENGTH_LIMIT = 4096  # was 2083: queries of page-building systems are long
LOGSTATS_INTERVAL = 300.0  # was 60: a night has hours
MEMUSAGE_LIMIT_MB = 2048  # was 0: stop cleanly and go on next time, rather than be killed
