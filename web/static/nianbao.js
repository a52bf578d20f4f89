// A figure's place is shown in the frame "original" by the link itself; this only brings the frame into
// view, remembers which figure is shown, and lets a reader leave the frame with Escape.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[target="original"]');
  const frame = document.querySelector('iframe[name="original"]');
  if (!link || !frame) return;
  for (const shown of document.querySelectorAll("td.shown")) shown.classList.remove("shown");
  const cell = link.closest("td.figure");
  if (cell) cell.classList.add("shown");
  const box = frame.getBoundingClientRect();
  if (box.top < 0 || box.top > window.innerHeight * 0.6) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    frame.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});
