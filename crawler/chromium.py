"""One page in Chromium without a network, in a process of its own: `python -m crawler.chromium`.

A line of JSON comes in: `url`, `moment` (seconds since 1970), `agent`, `next` (texts of links to
the next page), `program` (of Chromium), and `answers`: key → status, headers, body in base64. Every
request of the page is answered from these; what is not among them fails, and is told. A line of JSON
goes out:

    shown    the page after its scripts, and after each press of "next page": markup without scripts
    wanted   requests without an answer, as a list of key, method, url, body, headers, kind
    more     whether there was something left to press

The clock stands still and chance is none, so that the page asks for the same things when it is run again.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import sys
import threading
import time
from typing import Any

from playwright.sync_api import Error, Page, Playwright, Request, Route, sync_playwright

KINDS = {"document", "script", "xhr", "fetch"}  # no pictures, fonts, styles, media
QUIET = 0.6  # seconds without a request or a change
RESTLESS = 8.0  # seconds after which a page that never rests is taken as it is
MOST_PRESSES = 60
MOST_WANTED = 200
LARGEST = 4 << 20  # characters of one page shown
KEPT = {"accept", "content-type", "x-requested-with", "referer"}
DROPPED = {
    "user-agent", "accept-language", "accept-encoding", "cookie", "authorization", "origin", "host",
    "content-length", "connection", "upgrade-insecure-requests", "cache-control", "pragma",
}  # fmt: skip
FLAGS = [
    "--proxy-server=http://127.0.0.1:9",  # nothing listens there, and nothing may go another way
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--js-flags=--max-old-space-size=384",
    "--renderer-process-limit=1",
]
# Chance without chance; windows and workers would run beside the page.
STEADY = """(() => {
  let seed = 20240101;
  const step = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff);
  Math.random = () => step() / 0x80000000;
  const fill = array => { for (let i = 0; i < array.length; i++) array[i] = step() & 0xff; return array; };
  Crypto.prototype.getRandomValues = fill;
  window.open = () => null;
  for (const name of ['RTCPeerConnection', 'Worker', 'SharedWorker', 'EventSource']) delete window[name];
})()"""
# The page as it stands: addresses absolute, what runs or hides data left out.
SHOWN = """() => {
  for (const link of document.querySelectorAll('a[href]')) {
    const stated = link.getAttribute('href').trim();
    if (!stated || stated.startsWith('#') || /^javascript:/i.test(stated)) continue;
    link.setAttribute('href', link.href);
  }
  const copy = document.documentElement.cloneNode(true);
  for (const each of copy.querySelectorAll('script, noscript, template, style')) each.remove();
  return '<!DOCTYPE html>' + copy.outerHTML;
}"""
# Presses what leads to the next page; false if nothing does, or a real link does.
PRESS = """words => {
  const plain = element => (element.textContent || element.value || '').replace(/\\s/g, '').toLowerCase();
  const off = element => element.disabled || element.getAttribute('aria-disabled') === 'true'
    || /disabled|disable\\b|unclick/.test(element.className + ' ' + (element.parentElement || {}).className)
    || !element.getClientRects().length;
  const real = element => {
    const stated = (element.getAttribute('href') || '').trim();
    return stated && !stated.startsWith('#') && !/^javascript:/i.test(stated);
  };
  let found = null;
  for (const element of document.body.querySelectorAll('*')) {
    if ((element.textContent || '').length > 40 || !words.includes(plain(element) || '-')) continue;
    if (real(element)) return false;
    if (!off(element)) found = element;  // the innermost, and the last: a pager stands below its list
  }
  if (!found) return false;
  found.click();
  return true;
}"""


def key_of(method: str, url: str, body: str) -> str:
    """What makes two requests the same one."""
    return json.dumps([method, url.partition("#")[0], body])


class Run:
    """One page, answered from what is given."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.answers: dict[str, Any] = given["answers"]
        self.wanted: dict[str, dict[str, Any]] = {}
        self.last = time.monotonic()
        self.arrived = False

    def answer(self, route: Route, request: Request) -> None:
        """Answer a request from what is known, or let it fail and note that it is wanted."""
        self.last = time.monotonic()
        if request.resource_type not in KINDS:
            route.abort()
            return
        if request.resource_type == "document":
            if self.arrived or request.frame.parent_frame is not None:
                route.abort("aborted")  # the page stays what it is
                return
            self.arrived = True
        body = request.post_data_buffer or b""
        text = body.decode("utf-8", "replace")
        key = key_of(request.method, request.url, text)
        known = self.answers.get(key)
        if known is not None:
            content = base64.b64decode(known["body"])
            route.fulfill(status=known["status"], headers=known["headers"], body=content)
            return
        if len(self.wanted) < MOST_WANTED and request.method in ("GET", "POST"):
            headers = {
                name: value
                for name, value in request.headers.items()
                if name in KEPT or not (name in DROPPED or name.startswith("sec-"))
            }
            self.wanted.setdefault(
                key,
                {"key": key, "method": request.method, "url": request.url, "body": text, "headers": headers,
                 "kind": request.resource_type},
            )  # fmt: skip
        route.abort()

    def rest(self, page: Page) -> str:
        """The page once it rests, or when it has had its time."""
        begun, shown = time.monotonic(), ""
        self.last = begun
        while time.monotonic() - begun < RESTLESS and time.monotonic() - self.last < QUIET:
            page.wait_for_timeout(150)
            now = str(page.evaluate(SHOWN))
            if now != shown:
                shown, self.last = now, time.monotonic()
        return shown[:LARGEST]

    def done(self, playwright: Playwright) -> dict[str, Any]:
        given = self.given
        options = {"executable_path": given["program"], "args": FLAGS, "timeout": 30_000}
        try:
            browser = playwright.chromium.launch(chromium_sandbox=os.geteuid() != 0, **options)
        except Error:  # a container in which the system lets nobody make a sandbox
            browser = playwright.chromium.launch(chromium_sandbox=False, **options)
        context = browser.new_context(
            user_agent=given["agent"], locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block",
            accept_downloads=False, viewport={"width": 1280, "height": 2000},
        )  # fmt: skip
        context.add_init_script(STEADY)
        context.route("**/*", self.answer)
        context.route_web_socket("**/*", lambda socket: socket.close())
        page = context.new_page()
        context.on("page", lambda other: other.close())
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.clock.set_fixed_time(given["moment"])
        with contextlib.suppress(Error):  # a page that goes elsewhere at once is still there
            page.goto(given["url"], wait_until="domcontentloaded", timeout=20_000)
        shown = [self.rest(page)]
        more = False
        while not self.wanted and (more := bool(page.evaluate(PRESS, given["next"]))):
            if len(shown) > MOST_PRESSES:
                break
            after = self.rest(page)
            if self.wanted:
                break
            if after in shown:
                more = False
                break
            shown.append(after)
        return {"shown": shown, "wanted": list(self.wanted.values()), "more": more}


def leave_with_parent() -> None:
    """End when whoever started us is gone: our end of its pipe is then closed."""
    sys.stdin.buffer.read()
    if (folder := os.environ.get("TMPDIR")) is not None:  # made for us
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def main() -> int:
    given = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=leave_with_parent, daemon=True).start()
    os.nice(5)
    run = Run(given)
    with sync_playwright() as playwright:
        found = run.done(playwright)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
