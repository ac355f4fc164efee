/*
 * Search: the dialog in the header (partials/search.html) over the index that Pagefind made of this edition.
 *
 * Nothing of Pagefind is loaded before the dialog is opened for the first time. Titles and excerpts enter the
 * page as text, never as HTML. Material's instant navigation leaves the header in place, so that what is bound
 * here stays bound.
 */
(() => {
  "use strict";

  const FACETS = ["audience", "kind"];
  const BATCH = 10; // results shown at first, and by each press of "More results"
  const SECTIONS = 3; // headings shown under one result
  const DELAY = 150; // milliseconds without a key before a search starts

  const find = (name) => document.querySelector(`.bs-search__${name}`);
  const dialog = find("dialog");
  const input = find("input");
  const facets = find("facets");
  const status = find("status");
  const list = find("results");
  const moreButton = find("more");

  // Read once: under instant navigation the address changes while Material's configuration does not.
  const { base, translations } = JSON.parse(document.getElementById("__config").textContent);
  const engineURL = new URL(`${base.replace(/\/$/, "")}/pagefind/pagefind.js`, location).href;
  const say = (key, count) => translations[`search.result.${key}`].replace("#", count);

  let engine; // the promise of Pagefind, once asked for
  let turn = 0; // counts searches, so that a late answer to an older one is dropped
  let pending = []; // results that are found and not yet shown

  function element(name, className, ...children) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
  }

  function link(url, className, ...children) {
    const made = element("a", className, ...children);
    made.href = url;
    return made;
  }

  /*
   * An excerpt's nodes. Pagefind's excerpts are text with < and > escaped, <mark> around the words that match,
   * and often the heading and a full stop first; the heading stands above the excerpt anyway.
   */
  function excerptOf({ excerpt }, heading) {
    const parts = excerpt
      .split(/<\/?mark>/)
      .map((part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
    let skip = parts.join("").startsWith(`${heading}. `) ? heading.length + 2 : 0;
    return parts.map((part, index) => {
      const rest = part.slice(skip);
      skip = Math.max(0, skip - part.length);
      return index % 2 && rest ? element("mark", "", rest) : rest; // every other part was inside <mark>
    });
  }

  function day(iso) {
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeZone: "UTC" });
    const made = element("time", "", format.format(new Date(iso)));
    made.dateTime = iso;
    return made;
  }

  function resultItem(page) {
    const { title = page.url, kind, date } = page.meta;
    const facts = element("span", "bs-search__facts");
    if (kind) facts.append(element("span", "bs-search__kind", kind));
    if (date) facts.append(day(date));
    const sections = page.sub_results
      .filter(({ anchor }) => anchor && anchor.element !== "h1") // the first heading is the page itself
      .sort((one, other) => other.locations.length - one.locations.length)
      .slice(0, SECTIONS)
      .map((section) =>
        link(
          section.url,
          "bs-search__section",
          element("b", "", section.title),
          " ",
          ...excerptOf(section, section.title),
        ),
      );
    const heading = element("span", "bs-search__heading", element("b", "", title), facts);
    const excerpt = element("span", "bs-search__excerpt", ...excerptOf(page, title));
    return element("li", "bs-search__result", link(page.url, "bs-search__page", heading, excerpt), ...sections);
  }

  /* A row of checkboxes for each facet in which there is something to choose. */
  function drawFacets(counts) {
    facets.replaceChildren();
    for (const facet of FACETS) {
      const values = Object.keys(counts[facet] ?? {}).sort();
      if (values.length < 2) continue;
      const row = element("fieldset", "bs-search__facet", element("legend", "", facet));
      for (const value of values) {
        const box = element("input", "");
        Object.assign(box, { type: "checkbox", name: facet, value });
        row.append(element("label", "bs-search__chip", box, value, element("span", "bs-search__count")));
      }
      facets.append(row);
    }
    showCounts(counts);
  }

  function showCounts(counts) {
    for (const box of facets.querySelectorAll("input")) {
      const count = counts[box.name]?.[box.value] ?? 0;
      box.parentElement.hidden = !count && !box.checked;
      box.parentElement.lastChild.textContent = count;
    }
    for (const row of facets.children) row.hidden = !row.querySelector("label:not([hidden])");
  }

  /* What is chosen, as Pagefind's filter: any value within a facet, but every facet. */
  function chosen(except) {
    const filters = {};
    for (const { name, value } of facets.querySelectorAll("input:checked"))
      if (name !== except) (filters[name] ??= { any: [] }).any.push(value);
    return filters;
  }

  function load() {
    engine ??= import(engineURL).then(async (pagefind) => {
      await pagefind.options({ excerptLength: 24 });
      drawFacets(await pagefind.filters());
      return pagefind;
    });
    return engine;
  }

  /* Search for what the field and the facets say now, and show the first results. */
  async function update(delay = 0) {
    const mine = ++turn;
    try {
      const pagefind = await load();
      const term = input.value.trim() || null; // null: whatever the facets allow
      const filters = chosen();
      const idle = !term && !Object.keys(filters).length;
      const found = idle ? { results: [] } : await pagefind.debouncedSearch(term, { filters }, delay);
      if (mine !== turn) return;
      const counts = idle ? await pagefind.filters() : { ...found.filters };
      // How many a further value of a facet would add is asked without that facet's own choice.
      for (const facet of Object.keys(filters))
        counts[facet] = (await pagefind.search(term, { filters: chosen(facet) })).filters[facet];
      const items = await nextItems(found.results);
      if (mine !== turn) return;
      showCounts(counts);
      list.replaceChildren(...items);
      list.parentElement.scrollTop = 0;
      const total = found.results.length;
      status.textContent = idle ? say("placeholder") : say(["none", "one"][total] ?? "other", total);
    } catch (error) {
      console.error(error);
      engine = undefined; // so that the next key tries again
      status.textContent = "Search could not be loaded. It needs this site to come from a web server.";
    }
  }

  async function nextItems(results) {
    const pages = await Promise.all(results.slice(0, BATCH).map((result) => result.data()));
    pending = results.slice(BATCH);
    moreButton.hidden = !pending.length;
    return pages.map(resultItem);
  }

  async function more() {
    const mine = turn;
    const items = await nextItems(pending);
    if (mine !== turn) return;
    list.append(...items);
    items[0].querySelector("a").focus();
  }

  function open() {
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    if (!engine) update();
  }

  /* Up and down walk through the field and the links of the results. */
  function walk(step) {
    const stops = [input, ...list.querySelectorAll("a")];
    const here = Math.max(0, stops.indexOf(document.activeElement));
    stops[Math.min(Math.max(0, here + step), stops.length - 1)].focus();
  }

  async function follow() {
    await update();
    list.querySelector("a")?.click();
  }

  function onDialogKey(event) {
    const actions = {
      ArrowDown: () => walk(1),
      ArrowUp: () => walk(-1),
      Escape: () => dialog.close(), // a search field would only be emptied
      Enter: event.target === input && follow,
    };
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    } else if (event.key.length === 1 && event.key !== " " && event.target.matches("a")) {
      input.focus(); // whoever goes on typing goes on with the query
    }
  }

  function onKey(event) {
    if (event.isComposing || event.defaultPrevented) return;
    const command = event.ctrlKey || event.metaKey;
    const typing = event.target.isContentEditable || event.target.matches?.("input, textarea, select");
    const asked = command ? event.key === "k" : !event.altKey && !typing && ["/", "s"].includes(event.key);
    if (asked && (command || !dialog.open)) {
      event.preventDefault();
      open();
    } else if (dialog.open) {
      event.stopPropagation(); // on the window, Material would take single letters for its own shortcuts
      if (!command) onDialogKey(event);
    }
  }

  document.addEventListener("keydown", onKey);
  find("open").addEventListener("click", open);
  find("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    // Outside the panel, or on a result: one that is on this very page loads nothing, so it must close here.
    if (event.target === dialog || (event.target.closest("a") && !event.defaultPrevented)) dialog.close();
  });
  input.addEventListener("input", () => update(DELAY));
  facets.addEventListener("change", () => update());
  moreButton.addEventListener("click", more);
})();
