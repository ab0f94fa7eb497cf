"use strict";
(() => {
  const told = JSON.parse(document.getElementById("told").textContent);
  const $ = (id) => document.getElementById(id);
  const number = (value) => value.toLocaleString("en-GB");

  /* The papers behind the numbers: unpacked when the first number is asked for. */
  const inflated = async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  let unpacking = null;
  const unpacked = () => {
    unpacking ??= Promise.all([inflated(told.sets.data), inflated(told.papers)]).then(
      ([sets, papers]) => {
        const starts = [];
        told.sets.lengths.reduce((at, length) => (starts.push(at), at + length), 0);
        return { sets, starts, papers: JSON.parse(new TextDecoder().decode(papers)) };
      },
    );
    return unpacking;
  };
  const members = (held, set) => {
    const found = [];
    let before = 0, step = 0, shift = 0;
    const end = held.starts[set] + told.sets.lengths[set];
    for (let at = held.starts[set]; at < end; at += 1) {
      const byte = held.sets[at];
      step += (byte & 0x7f) * 2 ** shift;
      if (byte & 0x80) { shift += 7; continue; }
      before += step; found.push(before); step = 0; shift = 0;
    }
    return found;
  };
  const link = (id) => {
    if (typeof id === "number") return `https://pubmed.ncbi.nlm.nih.gov/${id}/`;
    const [kind, value] = [id.slice(0, id.indexOf(":")), id.slice(id.indexOf(":") + 1)];
    if (kind === "pmcid") return `https://pmc.ncbi.nlm.nih.gov/articles/${encodeURIComponent(value)}/`;
    return kind === "doi" ? `https://doi.org/${encodeURI(value)}` : null;
  };

  /* The panel that lists them. */
  const PAGE = 100, MOST_IN_A_LINK = 200;
  const panel = $("panel");
  let held = null, whole = [], shown = [], limit = PAGE;
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const item = (at) => {
    const { ids, titles, years, journals, journal, marks } = held.papers;
    const line = element("li");
    const url = link(ids[at]);
    const title = element(url ? "a" : "span", titles[at] || "(without title)");
    if (url) { title.href = url; title.target = "_blank"; title.rel = "noopener noreferrer"; }
    const name = typeof ids[at] === "number" ? `PMID ${ids[at]}` : ids[at];
    const cited = [journals[journal[at]], years[at], name].filter(Boolean).join(" · ");
    line.append(title, element("span", cited, "cited"));
    if (marks[at]) line.append(element("span", marks[at], "mark"));
    return line;
  };
  const draw = () => {
    $("panel-list").replaceChildren(...shown.slice(0, limit).map(item));
    $("panel-more").hidden = shown.length <= limit;
    const some = shown.length === whole.length ? "" : ` of ${number(whole.length)}`;
    $("panel-count").textContent = `${number(shown.length)}${some} ${whole.length === 1 ? "paper" : "papers"}, newest first`;
    const pmids = shown.map((at) => held.papers.ids[at]).filter((id) => typeof id === "number");
    $("panel-open").hidden = !pmids.length || pmids.length > MOST_IN_A_LINK;
    $("panel-open").href = `https://pubmed.ncbi.nlm.nih.gov/?term=${pmids.join("+")}`;
  };
  const open = async (set, what) => {
    held = await unpacked();
    whole = members(held, set);
    shown = whole; limit = PAGE;
    $("panel-title").textContent = what;
    $("panel-filter").value = "";
    draw();
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
  };
  $("panel-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  $("panel-more").addEventListener("click", () => { limit += 5 * PAGE; draw(); });
  $("panel-filter").addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { ids, titles, years, journals, journal } = held.papers;
    shown = whole.filter((at) => {
      const text = `${titles[at]} ${journals[journal[at]]} ${years[at]} ${ids[at]}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    limit = PAGE;
    draw();
  });
  $("panel-copy").addEventListener("click", async (event) => {
    const text = shown.map((at) => held.papers.ids[at]).join("\n");
    const area = element("textarea", text);
    try { await navigator.clipboard.writeText(text); } catch {
      panel.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    event.target.textContent = "Copied";
    setTimeout(() => { event.target.textContent = "Copy PMIDs"; }, 1500);
  });
  $("panel-save").addEventListener("click", () => {
    const quoted = (value) => {
      const text = String(value ?? "");
      return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    };
    const { ids, titles, years, journals, journal } = held.papers;
    const rows = shown.map((at) => [ids[at], titles[at], journals[journal[at]], years[at]]);
    const lines = [["id", "title", "journal", "year"], ...rows].map((row) => row.map(quoted).join(","));
    const saved = element("a");
    saved.href = URL.createObjectURL(new Blob(["\ufeff", lines.join("\r\n")], { type: "text/csv" }));
    saved.download = "papers.csv";
    saved.click();
    setTimeout(() => URL.revokeObjectURL(saved.href), 1000);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.number");
    if (button) open(Number(button.dataset.set), button.dataset.what);
  });

  /* The numbers of a chart as a table, made when it is unfolded. */
  const table = ({ columns, rows }) => {
    const made = element("table"), head = element("tr"), body = element("tbody");
    columns.forEach(({ name, numeric }) => {
      const cell = element("th", name, numeric ? "num" : "");
      cell.scope = "col";
      head.append(cell);
    });
    rows.forEach((row) => {
      const line = element("tr");
      columns.forEach(({ numeric, set, year }, at) => {
        const cell = element(at ? "td" : "th", undefined, numeric ? "num" : "");
        if (!at) cell.scope = "row";
        if (set === undefined || !row[at]) {
          cell.textContent = row[at] === null ? "" : numeric && !year ? number(row[at]) : row[at];
        } else {
          const button = element("button", number(row[at]), "number");
          button.type = "button";
          button.dataset.set = row[set];
          button.dataset.what = row.slice(0, at).filter((part) => typeof part === "string" || part > 999).join(", ");
          cell.append(button);
        }
        line.append(cell);
      });
      body.append(line);
    });
    const top = element("thead");
    top.append(head);
    made.append(top, body);
    return made;
  };
  document.querySelectorAll("details.data").forEach((details) => {
    details.addEventListener("toggle", () => {
      const place = details.querySelector(".scroll");
      if (details.open && !place.firstChild) place.append(table(told.tables[details.dataset.table]));
    });
  });

  /* The charts, drawn as they come near. */
  const NARROW = 560, GAP = 44;
  const fitted = (figure, place) => {
    const spec = structuredClone(figure.spec);
    const width = Math.max(place.clientWidth, 240);
    if (figure.columns) {
      spec.columns = width < NARROW ? 2 : figure.columns;
      spec.spec.width = Math.floor((width - GAP * spec.columns - 10) / spec.columns);
      spec.facet.header.labelLimit = spec.spec.width + GAP / 2;
      if (width < NARROW) spec.facet.header.labelFontSize = 12;
    } else {
      spec.width = width;
      spec.autosize = { type: "fit-x", contains: "padding" };
    }
    return spec;
  };
  const said = (datum) => ["down", "across", "label", "name", "dose", "year"]
    .map((key) => datum[key]).filter((part) => part !== undefined && part !== null)
    .filter((part, at, all) => all.indexOf(part) === at).join(", ");
  const drawn = new Map();
  const show = async (place) => {
    const figure = told.figures[place.dataset.figure];
    const width = place.clientWidth;
    if (drawn.get(place) === width) return;
    drawn.set(place, width);
    const { view } = await vegaEmbed(place, fitted(figure, place), { actions: false, renderer: "svg" });
    view.addEventListener("click", (_, mark) => {
      const datum = mark && mark.datum;
      if (datum && datum.set >= 0) open(datum.set, said(datum) || "Papers");
    });
    const svg = place.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", figure.says);
    svg.querySelectorAll("[role], [aria-roledescription], [aria-label]").forEach((part) => {
      part.removeAttribute("aria-roledescription");
      part.removeAttribute("aria-label");
      part.removeAttribute("role");
    });
    svg.querySelectorAll("g").forEach((part) => part.setAttribute("aria-hidden", "true"));
    if (!performance.getEntriesByName("first-chart").length) performance.mark("first-chart");
  };
  const places = [...document.querySelectorAll(".vega")];
  const near = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (entry.isIntersecting) { near.unobserve(entry.target); show(entry.target); }
  }), { rootMargin: "300px" });
  places.forEach((place) => near.observe(place));
  const idle = window.requestIdleCallback || ((run) => setTimeout(run, 50));
  const rest = (left) => idle(async () => {
    if (!left.length) { document.body.dataset.drawn = "all"; return; }
    await show(left[0]);
    rest(left.slice(1));
  });
  window.addEventListener("load", () => rest(places));
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details.card").forEach((details) => { details.open = true; });
  });
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => places.forEach(show), 200);
  });
})();
