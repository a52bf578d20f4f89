// Draws the charts and the map of a page with Observable Plot from the tables that stand in it. Without
// script the tables are what a reader sees; with it they fold behind the drawing.
"use strict";

(() => {
  const DASHES = [null, "7 4", "2 4", "9 3 2 3", "4 2", "12 4"];
  const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "wye"];
  const { Plot, d3, topojson } = window;
  const chinese = document.documentElement.lang.startsWith("zh");
  const format = (value) => (Number.isInteger(value) ? d3.format(",")(value) : d3.format(",.4~g")(value));

  function number(text) {
    const clean = text.replace(/[,\s]/g, "");
    return clean === "" || Number.isNaN(Number(clean)) ? null : Number(clean);
  }

  // The rows of a table as objects by the heading of the column.
  function rowsOf(table) {
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.name ?? cell.textContent.trim());
    return [...table.tBodies[0].rows].map((row) =>
      Object.fromEntries(heads.map((head, at) => [head, row.cells[at]?.textContent.trim() ?? ""])),
    );
  }

  function lines(figure, rows, label, names, width) {
    const points = names.map((name) =>
      rows.map((row) => ({ label: row[label], value: number(row[name]), name })).filter((point) => point.value !== null),
    );
    const shown = names.filter((_, at) => points[at].length);
    const height = 300;
    const most = d3.max(points.flat(), (point) => point.value) || 1;
    const scale = d3.scaleLinear([0, most], [height - 34, 18]).nice();
    const right = shown.length > 1 ? 18 + d3.max(shown, (name) => d3.sum(name, (letter) => (letter > "\u2e80" ? 13 : 7.4))) : 56;
    // Names at the ends of the lines, pushed apart where they would lie upon each other.
    const ends = points.filter((some) => some.length).map((some) => ({ ...some.at(-1), at: scale(some.at(-1).value) }));
    ends.sort((a, b) => a.at - b.at);
    let last = -Infinity;
    for (const end of ends) last = end.place = Math.max(end.at, last + 15);
    const over = Math.max(0, last - (height - 24));
    for (const end of ends) end.place -= over;
    const marks = names.flatMap((name, at) => {
      const every = rows.map((row) => ({ label: row[label], value: number(row[name]) ?? NaN }));
      const colour = `var(--s${at + 1})`;
      return [
        Plot.lineY(every, { x: "label", y: "value", stroke: colour, strokeWidth: 2.5, strokeDasharray: DASHES[at] }),
        Plot.dot(points[at], { x: "label", y: "value", fill: colour, symbol: SYMBOLS[at], r: 4 }),
      ];
    });
    return Plot.plot({
      width, height, marginLeft: 62, marginRight: right, marginBottom: 34, marginTop: 18,
      style: { background: "none", fontSize: "13px", overflow: "visible" },
      x: { type: "point", domain: rows.map((row) => row[label]), label: null, tickSize: 0,
           ticks: rows.map((row) => row[label]).filter((_, at) => at % Math.ceil((rows.length * 52) / Math.max(width - 62 - right, 1)) === 0) },
      y: { domain: scale.domain(), label: null, grid: true, ticks: 5, tickFormat: format },
      marks: [
        Plot.ruleY([0], { stroke: "var(--line)" }),
        ...marks,
        ...ends.map((end) =>
          Plot.text([end], {
            x: "label", y: "value", dx: 10, dy: end.place - end.at, textAnchor: "start", fill: "var(--ink)",
            text: () => (shown.length > 1 ? end.name : format(end.value)),
          }),
        ),
        Plot.tip(points.flat(), Plot.pointer({
          x: "label", y: "value", fill: "var(--sheet)", stroke: "var(--line)",
          title: (point) => `${point.label} ${names.length > 1 ? point.name : ""} ${format(point.value)}`,
        })),
      ],
    });
  }

  function bars(figure, rows, label, names, width) {
    const points = rows.slice(0, 24).map((row, at) => ({ at, label: row[label], value: number(row[names[0]]) }));
    const most = d3.max(points, (point) => point.value) || 1;
    return Plot.plot({
      width, height: 42 * points.length + 8, marginLeft: 2, marginRight: 76, marginTop: 2, marginBottom: 6,
      style: { background: "none", fontSize: "13px", overflow: "visible" },
      x: { axis: null, domain: [0, most] },
      y: { axis: null, type: "band", domain: points.map((point) => point.at), padding: 0 },
      marks: [
        Plot.barX(points, { x: "value", y: "at", fill: "var(--s1)", insetTop: 23, insetBottom: 5, rx: 2 }),
        Plot.text(points, { frameAnchor: "left", y: "at", text: "label", textAnchor: "start", dy: -10, fill: "var(--ink)" }),
        Plot.text(points, { x: (point) => point.value ?? 0, y: "at", dx: 6, dy: 9, textAnchor: "start", fill: "var(--soft)",
                            text: (point) => (point.value === null ? "—" : format(point.value)) }),
      ],
    });
  }

  const CHARTS = { lines, bars };

  // A drawing above the table of a figure, drawn anew when its width changes.
  function hold(figure, draw) {
    const place = document.createElement("div");
    place.className = "drawing";
    figure.querySelector("figcaption")?.after(place);
    if (!place.isConnected) figure.prepend(place);
    let width = 0;
    const again = () => {
      const now = Math.min(Math.floor(figure.clientWidth), Number(figure.dataset.widest ?? 760));
      if (now < 40 || now === width) return;
      width = now;
      const drawn = draw(width);
      // Plot names its groups, which mean nothing to those who hear the page.
      for (const group of drawn.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
      place.replaceChildren(drawn);
    };
    again();
    new ResizeObserver(again).observe(figure);
    for (const behind of figure.querySelectorAll("details.behind")) behind.open = false;
  }

  function chart(figure) {
    const table = figure.dataset.table ? document.getElementById(figure.dataset.table) : figure.querySelector("table");
    if (!table) return;
    const rows = rowsOf(table);
    const heads = Object.keys(rows[0] ?? {});
    const label = figure.dataset.label ?? heads[0];
    const names = figure.dataset.values ? JSON.parse(figure.dataset.values) : heads.slice(1);
    if (!rows.length) return;
    const said = names.map((name) => `${name}: ${rows.map((row) => `${row[label]} ${row[name] || "—"}`).join(", ")}`);
    hold(figure, (width) => {
      const drawn = CHARTS[figure.dataset.chart](figure, rows, label, names, width);
      drawn.setAttribute("role", "img");
      drawn.setAttribute("aria-label", said.join("; "));
      return drawn;
    });
  }

  // How dark a region is, 0 to 4, by its share of the largest; the steps grow, for some hold far more than others.
  function shade(count, most) {
    if (!count) return 0;
    return 1 + Math.min(3, Math.floor(4 * Math.sqrt(count / (most + 1))));
  }

  async function map(figure) {
    const rows = new Map();
    for (const row of figure.querySelectorAll("tr[data-code]")) {
      const count = Number(row.dataset.count);
      rows.set(row.dataset.code, { count, href: row.querySelector("a")?.href, name: row.cells[0].textContent.trim() });
    }
    const loaded = await fetch(figure.dataset.outlines);
    if (!loaded.ok) return;
    const shapes = await loaded.json();
    const whole = topojson.feature(shapes, shapes.objects.regions);
    const within = figure.dataset.within ?? "";
    const features = whole.features.filter((shape) => shape.properties.code.startsWith(within));
    const lines = within ? [] : topojson.feature(shapes, shapes.objects.lines).features;
    if (!features.length) return;
    const most = d3.max(rows.values(), (row) => row.count) || 1;
    const named = features.length <= 60;
    const domain = { type: "FeatureCollection", features: [...features, ...lines] };
    const told = (shape) => rows.get(shape.properties.code) ?? { count: 0, name: shape.properties.name };
    hold(figure, (width) => {
      const projection = d3.geoConicEqualArea().parallels([25, 47]).rotate([-105, 0]);
      const [[left, top], [right, bottom]] = d3.geoPath(projection.fitWidth(width - 4, domain)).bounds(domain);
      const height = Math.min(Math.ceil(bottom - top), within ? 520 : 900);
      const fitted = projection.fitExtent([[2, 2], [width - 2, height - 2]], domain);
      const small = width < 500;
      const drawn = Plot.plot({
        width, height, margin: 0, style: { background: "none", fontSize: small ? "9px" : "11px" },
        projection: () => fitted,
        marks: [
          Plot.geo(features, {
            fill: (shape) => `var(--shade-${shade(told(shape).count, most)})`, stroke: "var(--soft)", strokeWidth: 0.6,
            href: (shape) => told(shape).href ?? null,
            title: (shape) => `${told(shape).name} ${format(told(shape).count)}`,
            ariaLabel: null,
          }),
          Plot.geo(lines, { stroke: "var(--soft)", strokeWidth: 1.4, fill: "none" }),
          named
            ? Plot.text(features.filter((shape) => told(shape).count), Plot.centroid({
                text: (shape) => (within ? `${told(shape).name}\n${told(shape).count}` : String(told(shape).count)),
                fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 3, pointerEvents: "none",
              }))
            : null,
        ],
      });
      drawn.setAttribute("role", "group");
      drawn.setAttribute("aria-label", figure.querySelector("figcaption")?.textContent.trim() ?? "");
      // The table behind holds the same links; a keyboard need not walk through hundreds of outlines.
      for (const link of drawn.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
      for (const link of drawn.querySelectorAll("a")) link.setAttribute("aria-label", link.textContent || (chinese ? "地区" : "region"));
      return drawn;
    });
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    if (figure.dataset.chart === "map") map(figure);
    else chart(figure);
  }
})();
