/* The badge of an article, for other people's pages:

     <script src="https://citations.example.org/badge.js" async crossorigin></script>
     <div class="citance-badge" data-doi="10.5555/toy.alder2011"></div>

   It asks the server that it came from, once for all badges of a page, and draws each into a shadow root, so that neither style
   touches the other. It sets no cookie and keeps nothing. Elements of the class scite-badge, and its attributes, are understood.
   Words come with it in every language there is a catalogue of; the nearest `lang` chooses. */
"use strict";
(() => {
  const WORDS = /*words*/ { en: {} };
  const own = document.currentScript ?? document.querySelector('script[src*="/badge.js"]');
  const BASE = own ? own.src.replace(/(\/badge)?\/[^/]*\.js([?#].*)?$/, "") : "";
  const AT_ONCE = 500;
  const STANCES = ["supporting", "contrasting", "mentioning", "unclassified"];
  const SECTIONS = ["introduction", "methods", "results", "discussion", "other"];
  const SVG = "http://www.w3.org/2000/svg";
  const PATHS = {
    supporting: "M6 1 11.4 10.5H.6Z",
    contrasting: "M.6 1.5H11.4L6 11Z",
    mentioning: "M6 2.4a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2Z",
    unclassified: "M6 1.6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8Zm0 1.6a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
  };

  const STYLE = `
:host { display: inline-block; max-width: 100%; font: 14px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  --ink: #1d2024; --soft: #565b63; --sheet: #fff; --line: #c9c3b6; --focus: #b35c00; --alarm: #8f1220; --warn: #7a4b00;
  --supporting: #0c7156; --contrasting: #a8216b; --mentioning: #4f5f78;
  --ink: light-dark(#1d2024, #e8e5de); --soft: light-dark(#565b63, #a9aeb6); --sheet: light-dark(#fff, #1b1e22);
  --line: light-dark(#c9c3b6, #4a5058); --focus: light-dark(#b35c00, #ffb45e); --alarm: light-dark(#8f1220, #ff9c97);
  --warn: light-dark(#7a4b00, #f3c677); --supporting: light-dark(#0c7156, #57c9a4);
  --contrasting: light-dark(#a8216b, #f07fb9); --mentioning: light-dark(#4f5f78, #9db0cc); }
:host([hidden]), .tip[hidden] { display: none; }
* { box-sizing: border-box; }
.wrap { position: relative; display: inline-block; max-width: 100%; color: var(--ink); text-align: left; }
.badge { display: inline-flex; flex-direction: column; gap: .15em .9em; min-width: 24px; min-height: 24px; padding: .45em .7em;
  color: inherit; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; text-decoration: none; font-variant-numeric: tabular-nums; }
.across .badge { flex-flow: row wrap; align-items: center; }
.badge:hover { border-color: var(--ink); }
.badge:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.small { font-size: 12px; } .small .badge { padding: .25em .5em; } .compact .badge { padding: .3em .4em; }
.brand, .row { display: flex; align-items: center; gap: .4em; white-space: nowrap; }
.brand { font-weight: 600; } .brand svg { width: 1.25em; height: 1.25em; }
.row b { margin-left: auto; font-weight: 600; } .across .row b { margin-left: 0; }
.row svg { width: .8em; height: .8em; flex: none; }
.supporting { color: var(--supporting); } .contrasting { color: var(--contrasting); } .mentioning { color: var(--mentioning); }
.unclassified, .none { color: var(--soft); } .none b { font-weight: 400; } .soft { color: var(--soft); } .small-name { font-weight: 400; }
.notice { color: var(--alarm); font-weight: 700; } .notice.corrected { color: var(--warn); }
.notice::before { content: "!"; display: inline-grid; place-items: center; width: 1.15em; height: 1.15em; border: 1.5px solid; border-radius: 50%; font-size: .85em; line-height: 1; }
.collapsed .row:not(.whole, .notice), .collapsed .brand span { display: none; }
.collapsed .badge:hover .row, .collapsed .badge:focus-visible .row { display: flex; }
.collapsed .badge { flex-flow: row wrap; align-items: center; }
.sections { margin-top: .35em; } .sections .badge { width: 100%; }
.chart { display: block; } .pie { width: 5em; height: 5em; margin: .2em auto; } .bars { width: 9em; height: 3.2em; }
.chart * { fill: var(--mentioning); stroke: var(--sheet); stroke-width: .6; }
.tip { position: absolute; z-index: 2147483000; width: max-content; max-width: min(19rem, 80vw); padding: .8em 1em; color: var(--ink); background: var(--sheet);
  border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 4px 18px rgb(0 0 0 / .18); font-size: 13px; }
.tip::before { content: ""; position: absolute; inset: -9px; z-index: -1; }
.tip p { margin: 0 0 .5em; } .tip p:last-child { margin: 0; } .tip .row { gap: .5em; } .tip .title { font-weight: 600; }
.top { bottom: calc(100% + 8px); left: var(--slide, 0); } .bottom { top: calc(100% + 8px); left: var(--slide, 0); }
.left { right: calc(100% + 8px); top: var(--slide, 0); } .right { left: calc(100% + 8px); top: var(--slide, 0); }
@media print { .tip { display: none; } }`;

  // -- small things

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const draw = (tag, attributes, ...children) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const picture = (attributes, ...children) => draw("svg", { "aria-hidden": "true", focusable: "false", ...attributes }, ...children);
  const mark = (stance) => picture({ viewBox: "0 0 12 12" }, draw("path", { d: PATHS[stance], fill: "currentColor" }));
  const logo = () =>
    picture(
      { viewBox: "0 0 32 32" },
      draw("path", { d: "M11 5H5v22h6M21 5h6v22h-6", fill: "none", stroke: "currentColor", "stroke-width": "2.6" }),
      draw("path", { class: "supporting", d: "M16 7.5l3 5.2h-6Z", fill: "currentColor" }),
      draw("circle", { class: "mentioning", cx: 16, cy: 16.4, r: 1.9, fill: "currentColor" }),
      draw("path", { class: "contrasting", d: "M13 20.3h6l-3 5.2Z", fill: "currentColor" }),
    );
  const sheet = () => {
    try {
      const made = new CSSStyleSheet();
      made.replaceSync(STYLE);
      return made;
    } catch {
      return null;
    }
  };
  let shared;
  const dress = (root) => {
    shared ??= sheet();
    if (shared && "adoptedStyleSheets" in root) root.adoptedStyleSheets = [shared];
    else root.append(make("style", {}, STYLE));
  };

  // -- what an element asks for

  const doiOf = (element) => {
    let named = element.dataset.doi ?? "";
    if (named.startsWith("meta:")) {
      const name = named.slice(5);
      named = [...document.getElementsByTagName("meta")].find((one) => one.name === name)?.content ?? "";
    }
    return named.trim().toLowerCase().replace(/^(https?:\/\/(dx\.)?doi\.org\/|doi:\s*)/, "");
  };
  const read = (element) => {
    const data = element.dataset;
    const yes = (name, otherwise = false) => (data[name] === undefined || data[name] === "" ? otherwise : data[name] === "true");
    const compact = yes("verticalCompact");
    return {
      doi: doiOf(element),
      across: data.layout === "horizontal" && !compact,
      compact,
      collapsed: yes("forceCollapse"),
      small: yes("small"),
      labels: yes("showLabels") && !compact,
      logo: yes("showLogo", true) && !compact,
      total: yes("showTotal", true),
      cites: yes("showCites", true),
      zero: yes("showZero") || yes("forceShow"),
      tally: yes("tallyShow", true),
      sections: yes("sectionTallyShow"),
      sectionsAcross: data.sectionTallyLayout === "horizontal",
      chart: data.chartType ?? "",
      retractions: yes("showRetractions", !yes("hideRetractions")),
      notices: yes("showNotices", !yes("hideNotices")),
      place: ["top", "bottom", "left", "right"].includes(data.tooltipPlacement) ? data.tooltipPlacement : "",
      slide: Number(data.tooltipSlide) || 0,
      theme: ["light", "dark"].includes(data.theme) ? data.theme : "",
      campaign: data.campaign ?? "",
    };
  };
  const wordsFor = (element) => {
    const asked = element.dataset.lang ?? element.closest("[lang]")?.lang ?? "";
    for (const tag of [asked, ...(asked ? [] : navigator.languages ?? [])]) {
      const found = WORDS[tag.toLowerCase().split("-")[0]];
      if (found) return found;
    }
    return WORDS.en;
  };
  const say = (words, name, n) => {
    const entry = words[name] ?? name;
    const said = typeof entry === "string" ? entry : n === 1 ? entry.one : entry.other;
    return n === undefined ? said : said.replace("{n}", number(words, n));
  };
  const number = (words, n) => String(n).replace(/\B(?=(\d{3})+$)/g, words.thousands ?? "");

  // -- asking

  const ask = async (path, dois) => {
    const found = {};
    for (let at = 0; at < dois.length; at += AT_ONCE) {
      try {
        const answer = await fetch(BASE + path, {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "application/json" },
          body: JSON.stringify(dois.slice(at, at + AT_ONCE)),
          credentials: "omit",
        });
        if (answer.ok) Object.assign(found, Object.values(await answer.json())[0]);
      } catch {
        /* a server that is away leaves the page as it was */
      }
    }
    return found;
  };

  // -- drawing

  const shade = (name) => 1 - SECTIONS.indexOf(name) * 0.15; // of a drawing: later sections are lighter
  const swatch = (name) => picture({ class: "chart", viewBox: "0 0 12 12" }, draw("rect", { width: 12, height: 12, opacity: shade(name) }));

  const row = (kind, text, count, words, labels, drawn = false) =>
    make(
      "span",
      { class: `row ${kind}${count ? "" : " none"}` },
      ...(PATHS[kind] ? [mark(kind)] : drawn ? [swatch(kind)] : []),
      ...(labels ? [make("span", { class: "small-name" }, text)] : []),
      make("b", {}, number(words, count)),
    );

  const standing = (notices, asked, words) => {
    const shown = [];
    for (const notice of notices) {
      const status = String(notice.status ?? "").toLowerCase();
      const grave = /retract|withdraw/.test(status);
      if (!(grave ? asked.retractions : asked.notices)) continue;
      const kind = grave ? "retracted" : /concern/.test(status) ? "concern" : /correct|errat/.test(status) ? "corrected" : "";
      if (kind && !shown.some((one) => one.kind === kind)) shown.push({ kind, text: say(words, kind) });
    }
    return shown;
  };

  const chartOf = (kind, counts) => {
    const sum = SECTIONS.reduce((all, name) => all + (counts[name] ?? 0), 0);
    if (!sum) return [];
    if (kind === "bar") {
      const most = Math.max(...SECTIONS.map((name) => counts[name] ?? 0));
      const bars = SECTIONS.map((name, place) => {
        const tall = (30 * (counts[name] ?? 0)) / most;
        return draw("rect", { x: place * 18 + 2, y: 32 - tall, width: 14, height: tall + 1, opacity: shade(name) });
      });
      return [picture({ class: "chart bars", viewBox: "0 0 90 34" }, ...bars)];
    }
    if (kind !== "pie" && kind !== "donut") return [];
    let turned = 0;
    const hole = kind === "donut" ? 9 : 0;
    const at = (turn, radius) => `${(20 + radius * Math.sin(turn)).toFixed(2)} ${(20 - radius * Math.cos(turn)).toFixed(2)}`;
    const slices = SECTIONS.filter((name) => counts[name]).map((name) => {
      const from = turned;
      const to = (turned += Math.min((2 * Math.PI * counts[name]) / sum, 2 * Math.PI - 0.0001));
      const wide = to - from > Math.PI ? 1 : 0;
      const inner = hole ? `L${at(to, hole)}A${hole} ${hole} 0 ${wide} 0 ${at(from, hole)}` : "L20 20";
      const d = `M${at(from, 19)}A19 19 0 ${wide} 1 ${at(to, 19)}${inner}Z`;
      return draw("path", { d, opacity: shade(name) });
    });
    return [picture({ class: "chart pie", viewBox: "0 0 40 40" }, ...slices)];
  };

  const tipFor = (asked, tally, notices, words) => {
    const tip = make("span", { class: `tip ${asked.place || "top"}`, id: "tip", role: "tooltip", hidden: "hidden" });
    tip.hidden = true;
    const lines = [make("p", { class: "title" }, say(words, "title"))];
    for (const notice of notices) lines.push(make("p", { class: `row notice ${notice.kind}` }, notice.text));
    for (const stance of shownOf(tally)) lines.push(make("p", {}, row(stance, say(words, stance), tally[scites(stance)] ?? 0, words, true)));
    lines.push(make("p", { class: "soft" }, say(words, "statements", tally.total ?? 0), ", ", say(words, "articles", tally.citingPublications ?? 0)));
    lines.push(make("p", { class: "soft" }, say(words, "open")));
    tip.append(...lines);
    return tip;
  };
  const shownOf = (tally) => STANCES.filter((stance) => stance !== "unclassified" || tally[stance]); // so that figures add up
  const scites = (stance) => (stance === "contrasting" ? "contradicting" : stance);

  const behave = (wrap, badge, tip, asked) => {
    let leaving;
    const show = () => {
      clearTimeout(leaving);
      if (!tip.hidden) return;
      tip.hidden = false;
      if (asked.place) return;
      const box = badge.getBoundingClientRect();
      const below = box.top < tip.offsetHeight + 16;
      tip.classList.toggle("bottom", below);
      tip.classList.toggle("top", !below);
      const over = tip.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
      if (over > 0 && !asked.slide) tip.style.setProperty("--slide", `${-over}px`);
    };
    const hide = () => { tip.hidden = true; };
    wrap.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") show(); });
    wrap.addEventListener("pointerleave", () => { leaving = setTimeout(hide, 200); });
    badge.addEventListener("focus", () => { if (badge.matches(":focus-visible")) show(); });
    badge.addEventListener("blur", hide);
    wrap.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  };

  const fill = (element, asked, tally, sections, given) => {
    const words = wordsFor(element);
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    root.replaceChildren();
    const notices = standing(given, asked, words);
    const empty = !tally.total && !tally.citingPublications && !notices.length;
    element.hidden = empty && !asked.zero;
    if (element.hidden) return;
    dress(root);
    if (asked.theme) element.style.setProperty("color-scheme", asked.theme);
    const campaign = asked.campaign ? `&utm_campaign=${encodeURIComponent(asked.campaign)}` : "";
    // What the badge counts is own evidence: so does the report that it leads to.
    const href = `${BASE}/articles/${asked.doi.split("/").map(encodeURIComponent).join("/")}?count=own${campaign}`;
    const told = [
      ...notices.map((notice) => notice.text),
      ...shownOf(tally).map((stance) => `${number(words, tally[scites(stance)] ?? 0)} ${say(words, stance)}`),
      say(words, "articles", tally.citingPublications ?? 0),
    ].join(", ");
    const part = (css, label, ...children) => {
      const badge = make("a", { class: "badge", href, target: "_blank", rel: "noopener", "aria-label": `${say(words, "title")} ${label}` }, ...children);
      const wrap = make("div", { class: `wrap ${css}` }, badge);
      if (asked.slide) wrap.style.setProperty("--slide", `${asked.slide}px`);
      return [wrap, badge];
    };
    if (asked.tally) {
      const shown = [
        ...(asked.logo || asked.collapsed ? [make("span", { class: "brand" }, logo(), ...(asked.across || asked.small ? [] : [make("span", {}, words.name)]))] : []),
        ...notices.map((notice) => make("span", { class: `row notice ${notice.kind}` }, ...(asked.compact ? [] : [notice.text]))),
        ...shownOf(tally).map((stance) => row(stance, say(words, stance), tally[scites(stance)] ?? 0, words, asked.labels || (stance === "unclassified" && !asked.compact))),
        ...(asked.total ? [row("whole", say(words, "total"), tally.total ?? 0, words, !asked.compact)] : []),
        ...(asked.cites ? [row("cites", say(words, "cites"), tally.citingPublications ?? 0, words, !asked.compact)] : []),
      ];
      const css = ["across", "compact", "small", "collapsed"].filter((name) => asked[name]).join(" ");
      const [wrap, badge] = part(css, told, ...shown);
      const tip = tipFor(asked, tally, notices, words);
      badge.setAttribute("aria-describedby", "tip");
      wrap.append(tip);
      behave(wrap, badge, tip, asked);
      root.append(wrap);
    }
    if (asked.sections && sections) {
      const counted = SECTIONS.map((name) => `${number(words, sections[name] ?? 0)} ${say(words, name)}`).join(", ");
      const css = ["sections", asked.sectionsAcross ? "across" : "", asked.small ? "small" : ""].join(" ");
      const rows = SECTIONS.map((name) => row(name, say(words, name), sections[name] ?? 0, words, true, asked.chart));
      const [wrap] = part(css, counted, ...chartOf(asked.chart, sections), ...rows);
      root.append(make("div", {}, wrap));
    }
  };

  // -- all badges of a page

  const find = (selector) => {
    try {
      return selector ? document.querySelector(selector) : null;
    } catch {
      return null; // no selector: that badge is not placed, the others are
    }
  };

  const place = (holder) => {
    if (holder.dataset.injected === "true") return;
    const target = find(holder.dataset.targetEl);
    if (!target) return;
    holder.dataset.injected = "true";
    const made = make("div", { class: "citance-badge" });
    Object.assign(made.dataset, holder.dataset);
    if (holder.dataset.insertBefore === "true") target.before(made);
    else target.append(made);
  };

  const insertBadges = async ({ forceReload = false } = {}) => {
    document.querySelectorAll(".citance-badge-config, .scite-badge-config").forEach(place);
    const all = [...document.querySelectorAll(".citance-badge, .scite-badge")];
    const asked = all.filter((one) => forceReload || one.dataset.fetched !== "true").map((element) => ({ element, asked: read(element) }));
    const named = asked.filter((one) => one.asked.doi);
    if (!named.length) return all;
    for (const { element } of named) element.dataset.fetched = "true"; // before asking: who calls twice asks once
    const dois = [...new Set(named.map((one) => one.asked.doi))];
    const inSections = [...new Set(named.filter((one) => one.asked.sections).map((one) => one.asked.doi))];
    const [tallies, papers, sections] = await Promise.all([ask("/tallies", dois), ask("/papers", dois), ask("/tallies/cited-by-sections", inSections)]);
    for (const { element, asked } of named) {
      if (asked.doi in tallies) fill(element, asked, tallies[asked.doi], sections[asked.doi], papers[asked.doi]?.editorialNotices ?? []);
    }
    return all;
  };

  window.citance = Object.assign(window.citance ?? {}, { insertBadges });
  window.__SCITE ??= { insertBadges };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => insertBadges());
  else insertBadges();
})();
