/*
 * What's new, inside a product: a button with the number of unread entries, and a panel that lists them.
 *
 *     <script src="https://docs.example.com/widget.js" data-audience="customers" async></script>
 *
 * It reads one audience's JSON feed, beside this file, and depends on nothing else. Whatever the feed says enters
 * the page as text. All of it lives in a shadow tree with a style sheet of its own, so that neither it nor the
 * page around it changes how the other looks, and a Content-Security-Policy needs to allow no more than this file
 * and the feed. No cookie is set; which entries were read stays in the browser.
 */
(() => {
  "use strict";

  const STORE = "broadsheet:read"; // the name under which the browser keeps what was read
  const KEPT = 1000; // ids that are remembered, of all feeds together
  const MOST = 9; // unread entries that are counted; more are 9+
  const GAP = 8; // pixels between button and panel, and from there to the edge of the window

  const script = document.currentScript;
  const { audience = "all", feed, label = "What's new", position = "bottom-right", target, theme } = script.dataset;
  const address = new URL(feed ?? `feeds/${encodeURIComponent(audience)}.json`, feed ? document.baseURI : script.src);
  const limit = Math.max(1, Number.parseInt(script.dataset.limit, 10) || 10);
  const newTab = "newTab" in script.dataset;

  const STYLE = `
    :host {
      all: initial;
      --ink: light-dark(#1f2328, #e6e8eb); --faint: light-dark(#59636e, #9ea7b3); --line: light-dark(#d1d9e0, #3d444d);
      --ground: light-dark(#fff, #1c2128); --accent: light-dark(#1f5fbf, #82b1ff); --on-accent: light-dark(#fff, #10151c);
      display: inline-block;
    }
    .open, .panel { color: var(--ink); font: 14px/1.5 system-ui, sans-serif; letter-spacing: normal; text-transform: none; }
    :host(.floating) { position: fixed; z-index: 2147483000; }
    :host(.bottom) { bottom: 16px; } :host(.top) { top: 16px; }
    :host(.right) { right: 16px; } :host(.left) { left: 16px; }
    * { box-sizing: border-box; }
    button { cursor: pointer; }
    :is(button, a, [tabindex]):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .open {
      display: inline-flex; align-items: center; gap: 8px; min-height: 36px; padding: 4px 14px;
      border: 1px solid var(--line); border-radius: 18px; background: var(--ground);
    }
    .open > :first-child { font-weight: 600; }
    .open:hover { border-color: var(--accent); }
    :host(.floating) .open { box-shadow: 0 2px 8px #0003; }
    .badge {
      min-width: 20px; padding: 0 6px; border-radius: 10px; background: var(--accent); color: var(--on-accent);
      font-size: 12px; line-height: 20px; text-align: center;
    }
    .badge::before { content: attr(data-count); }
    .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .panel {
      position: fixed; inset: auto; width: min(380px, 100vw - ${2 * GAP}px); max-height: min(560px, 100vh - ${2 * GAP}px);
      margin: 0; padding: 0; flex-direction: column; overflow: hidden; border: 1px solid var(--line); border-radius: 10px;
      background: var(--ground); box-shadow: 0 8px 28px #0004; text-align: start;
    }
    .panel:popover-open { display: flex; }
    .head { display: flex; flex: none; align-items: center; justify-content: space-between; padding: 8px 8px 8px 16px; }
    h2 { margin: 0; font-size: 16px; }
    .close { width: 32px; height: 32px; border: 0; border-radius: 6px; background: none; color: inherit; font: 20px/1 system-ui; }
    .close:hover { background: var(--line); }
    ul { flex: 1; min-height: 0; margin: 0; padding: 0; overflow-y: auto; overscroll-behavior: contain; list-style: none; }
    li { padding: 12px 16px; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
    h3 { margin: 0; font-size: 14px; }
    a { color: var(--accent); text-decoration: none; }
    a:hover { text-decoration: underline; }
    p { margin: 4px 0 0; }
    .facts { margin: 0; color: var(--faint); font-size: 12px; }
    .new { margin-inline-end: 6px; color: var(--accent); font-weight: 600; }
    .foot { flex: none; margin: 0; padding: 10px 16px; border-top: 1px solid var(--line); }
    @media print { :host { display: none; } }
    @media (forced-colors: active) { .badge { border: 1px solid; } }
  `;

  let read = []; // for as long as the page lasts, where the browser keeps nothing
  let items = []; // the feed's newest entries

  /* An entry's id without the site's name, so that a site that moves shows nothing as new again. */
  const nameOf = ({ id }) => String(id).replace(/^tag:[^:]*:/, "");

  function known() {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE));
      if (Array.isArray(kept)) read = kept;
    } catch {
      // Blocked, or not ours: then what is known on this page has to do.
    }
    return new Set(read);
  }

  function remember(names) {
    read = [...new Set([...known(), ...names])].slice(-KEPT);
    try {
      localStorage.setItem(STORE, JSON.stringify(read));
    } catch {
      // Blocked or full: it is remembered for as long as the page lasts.
    }
  }

  const text = (value) => (typeof value === "string" ? value : ""); // a feed may say anything

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  /* A link where an address leads to a web page, else the text alone. */
  function link(url, words) {
    if (!text(url) || !URL.canParse(url, address)) return words;
    const { href, protocol } = new URL(url, address);
    if (!["http:", "https:"].includes(protocol)) return words;
    const made = element("a", "", words);
    made.href = href;
    if (newTab) Object.assign(made, { target: "_blank", rel: "noopener" });
    return made;
  }

  function day(iso, language) {
    const made = element("time", "", "");
    const options = { dateStyle: "medium", timeZone: "UTC" };
    made.dateTime = iso;
    try {
      made.textContent = new Intl.DateTimeFormat(language, options).format(new Date(iso));
    } catch {
      made.textContent = iso.slice(0, 10); // not a language, or not a date
    }
    return made;
  }

  const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&nbsp;": " ", "&amp;": "&" };

  /* What the reader has to do: it comes first in the content of an entry that asks for something. */
  function actionOf({ content_html: html }) {
    const [, title, words] = /^<p><strong>([^<]*:)<\/strong>([^<]*)<\/p>/.exec(text(html)) ?? [];
    return title && [title, words].map((part) => part.replace(/&(?:lt|gt|quot|nbsp|amp);/g, (found) => ENTITIES[found]));
  }

  function entry(item, isNew, language) {
    const [date, summary] = [text(item.date_published), text(item.summary) || text(item.content_text)];
    const tags = Array.isArray(item.tags) ? item.tags.filter(text) : [];
    const facts = element("p", "facts", ...(isNew ? [element("span", "new", "New")] : []));
    facts.append((date ? [day(date, language), ...tags] : tags).reduce(joined, new DocumentFragment()));
    const made = element("li", "", facts, element("h3", "", link(item.url, text(item.title) || "Untitled")));
    const action = actionOf(item);
    if (action && action.join("") !== summary) made.append(element("p", "", element("strong", "", action[0]), action[1]));
    if (summary) made.append(element("p", "", summary));
    return made;
  }

  function joined(fragment, part) {
    if (fragment.hasChildNodes()) fragment.append(" \u00b7 ");
    fragment.append(part);
    return fragment;
  }

  function start({ home_page_url: home, language, items: found }) {
    items = found.filter((item) => ["string", "number"].includes(typeof item?.id)).slice(0, limit);
    const badge = element("span", "badge");
    badge.setAttribute("aria-hidden", "true");
    const opener = element("button", "open", element("span", "", label), badge);
    Object.assign(opener, { type: "button", ariaExpanded: "false", ariaHasPopup: "dialog" });
    opener.part = "button";
    const said = element("span", "said");
    said.role = "status";

    const close = element("button", "close", "\u00d7");
    Object.assign(close, { type: "button", ariaLabel: "Close" });
    const list = element("ul");
    const panel = element("div", "panel", element("div", "head", element("h2", "", label), close), list);
    const all = link(home, "All changes");
    if (all instanceof Element) panel.append(element("p", "foot", all));
    Object.assign(panel, { popover: "auto", role: "dialog", ariaLabel: label, tabIndex: -1, lang: text(language) });
    opener.popoverTargetElement = panel;

    const host = document.createElement("broadsheet-widget");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(opener, panel, said);

    let count;
    const unread = () => items.map(nameOf).filter((name) => !known().has(name));
    const tell = (event) =>
      host.dispatchEvent(
        new CustomEvent(`broadsheet:${event}`, { bubbles: true, detail: { feed: address.href, unread: count } }),
      );

    function showCount() {
      const before = count;
      count = unread().length;
      if (count === before) return;
      badge.hidden = !count;
      badge.dataset.count = count > MOST ? `${MOST}+` : count;
      opener.ariaLabel = count ? `${label}, ${count} unread` : label;
      said.textContent = count ? `${label}: ${count} unread` : "";
      tell("unread");
    }

    /* As the settings say, else as the page has it, else as the system has. */
    function dress() {
      const around = getComputedStyle(host.parentElement ?? document.documentElement).colorScheme;
      const silent = around === "normal" && !document.querySelector("meta[name=color-scheme]");
      host.style.colorScheme = ["light", "dark"].includes(theme) ? theme : silent ? "light dark" : around;
    }

    /* Put the panel where there is more room: below the button or above it, and within the window. */
    function place() {
      const { top, bottom, left, right } = opener.getBoundingClientRect();
      const { clientWidth: width, clientHeight: height } = document.documentElement;
      const inset = (wanted) => `${Math.max(GAP, Math.min(wanted, width - GAP - 380))}px`;
      const above = top > height - bottom;
      Object.assign(panel.style, {
        top: above ? "auto" : `${bottom + GAP}px`,
        bottom: above ? `${height - top + GAP}px` : "auto",
        left: left + right > width ? "auto" : inset(left),
        right: left + right > width ? inset(width - right) : "auto",
        maxHeight: `${Math.min(560, (above ? top : height - bottom) - 2 * GAP)}px`,
      });
    }

    function show() {
      const news = new Set(unread());
      list.replaceChildren(...items.map((item) => entry(item, news.has(nameOf(item)), language)));
      if (!items.length) list.append(element("li", "", "Nothing yet."));
      dress();
      place();
    }

    let inside = false; // whether the focus goes with the panel
    panel.addEventListener("beforetoggle", ({ newState }) => {
      if (newState === "open") show();
      else inside = panel.contains(root.activeElement);
    });
    panel.addEventListener("toggle", ({ newState }) => {
      const opened = newState === "open";
      opener.ariaExpanded = String(opened);
      for (const event of ["resize", "scroll"])
        (opened ? addEventListener : removeEventListener)(event, place, { capture: true, passive: true });
      if (opened) {
        panel.focus();
        remember(items.map(nameOf));
        dispatchEvent(new Event(STORE)); // to the other widgets of this page
      } else if (inside && [host, document.body].includes(document.activeElement)) {
        opener.focus();
      }
      tell(opened ? "open" : "close");
    });
    // Whoever goes on to the page around it by keyboard would otherwise not see where they are.
    panel.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !panel.contains(relatedTarget) && relatedTarget !== opener) panel.hidePopover();
    });
    close.addEventListener("click", () => panel.hidePopover());
    addEventListener(STORE, showCount);
    addEventListener("storage", ({ key }) => (key === STORE || key === null) && showCount());

    attach(host);
    dress();
    showCount();
  }

  function attach(host) {
    const [side, edge] = /^(top|bottom)-(left|right)$/.exec(position)?.slice(1) ?? ["bottom", "right"];
    if (target) {
      const place = document.querySelector(target);
      if (!place) throw new Error(`the page has no ${target}`);
      place.append(host);
    } else if (position === "inline" && script.isConnected) {
      script.after(host);
    } else {
      host.classList.add("floating", side, edge);
      document.body.append(host);
    }
  }

  async function run() {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const found = await answer.json();
    if (document.readyState === "loading") await new Promise((go) => addEventListener("DOMContentLoaded", go));
    start(found);
  }

  // A product must work without its news: nothing is shown, and developers are told why.
  if ("popover" in HTMLElement.prototype && CSS.supports("color", "light-dark(red, red)"))
    run().catch((error) => console.warn(`Broadsheet shows nothing of ${address}:`, error));
})();
