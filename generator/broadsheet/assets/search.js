/*
 * Search: the dialog in the header (partials/search.html) over the index that Pagefind made of this edition.
 *
 * The index comes in shards. A directory, itself an index, says which of them can answer a query at all; only
 * those are loaded, and what the first of them find is shown while the others load.
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
  const NEAR = 8; // shards that the first results come from
  const WORDS = 24; // of an excerpt
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
  const bundleURL = new URL(`${base.replace(/\/$/, "")}/pagefind/`, location);
  const say = (key, count) => translations[`search.result.${key}`].replace("#", count);

  let engine; // the promise of the index, once asked for
  let turn = 0; // counts searches, so that a late answer to an older one is dropped
  let pending = []; // results that are found and not yet shown
  const shown = new Set(); // the others, by identity()

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
  }

  function showCounts(counts) {
    for (const box of facets.querySelectorAll("input")) {
      const count = counts[box.name]?.[box.value] ?? 0;
      box.parentElement.hidden = !count && !box.checked;
      box.parentElement.lastChild.textContent = count;
    }
    for (const row of facets.children) row.hidden = !row.querySelector("label:not([hidden])");
  }

  /*
   * What is chosen, as Pagefind's filter: any value within a facet, but every facet. One in which nothing is
   * chosen lets everything pass; it is named so that it is counted.
   */
  function chosen(except) {
    const filters = Object.fromEntries(FACETS.map((facet) => [facet, []]));
    for (const { name, value } of facets.querySelectorAll("input:checked"))
      if (name !== except) (filters[name].any ?? (filters[name] = { any: [] }).any).push(value);
    return filters;
  }

  /* Two instances of Pagefind: one with the directory alone, one to which shards are added. */
  async function load() {
    const [pagefind, { facets: counts, shards, tag }] = await Promise.all([
      import(new URL("pagefind.js", bundleURL).href),
      // Asked for each time; the tags in it let all else stay in the browser's cache.
      fetch(new URL("shards.json", bundleURL), { cache: "no-cache" }).then((answer) => answer.json()),
    ]);
    const start = async () => {
      const instance = pagefind.createInstance({ excerptLength: WORDS, metaCacheTag: tag });
      await instance.preload(""); // which waits for it, and fails where it failed
      return instance;
    };
    const directory = await start();
    drawFacets(counts);
    const loaded = { counts, directory, shards, index: await start() };
    // Most searches need these; where one of them fails, so does the search that waits for it.
    for (const shard of shards.slice(0, NEAR)) addShard(shard, loaded).catch(() => {});
    return loaded;
  }

  /* The shards that can answer a query: those that hold all of its words, as far as any shard holds them. */
  async function shardsFor(term, { directory, shards }) {
    if (!term || shards.length < 2) return shards;
    const found = await directory.search(term.replaceAll('"', " "));
    const ids = new Set(found.results.map(({ id }) => id)); // in the directory, a page's id is a shard's name
    return shards.filter(({ name }) => ids.has(name));
  }

  function addShard(shard, { index }) {
    const options = { excerptLength: WORDS, metaCacheTag: shard.tag, mergeFilter: { shard: shard.name } };
    return (shard.added ??= index.mergeIndex(new URL(`${shard.name}/`, bundleURL).pathname, options));
  }

  /* Search some shards; with a facet's name, as if nothing were chosen in it. */
  function searchIn(shards, term, { index }, except) {
    if (!shards.length) return { results: [], filters: {} }; // no name at all would let all of them pass
    return index.search(term, { filters: { ...chosen(except), shard: { any: shards.map(({ name }) => name) } } });
  }

  /* Search for what the field and the facets say now, and show the first results. */
  async function update(delay = 0) {
    const mine = ++turn;
    list.setAttribute("aria-busy", "true");
    try {
      const loaded = await (engine ??= load());
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (mine !== turn) return;
      const term = input.value.trim() || null; // null: whatever the facets allow
      const narrowed = new Set([...facets.querySelectorAll("input:checked")].map(({ name }) => name));
      if (!term && !narrowed.size) return await show({ results: [], filters: loaded.counts }, mine, "placeholder");
      const able = await shardsFor(term, loaded);
      const rounds = able.length > NEAR ? [able.slice(0, NEAR), able] : [able];
      for (const [round, shards] of rounds.entries()) {
        await Promise.all(shards.map((shard) => addShard(shard, loaded)));
        const found = await searchIn(shards, term, loaded);
        const filters = { ...found.filters };
        // How many a further value of a facet would add is asked without that facet's own choice.
        for (const facet of narrowed) filters[facet] = (await searchIn(shards, term, loaded, facet)).filters[facet];
        if (mine !== turn) return;
        const message = ["none", "one"][found.results.length] ?? "other";
        await show({ ...found, filters }, mine, message, round > 0 && reading());
      }
    } catch (error) {
      console.error(error);
      engine = undefined; // so that the next key tries again
      status.textContent = "Search could not be loaded. It needs this site to come from a web server.";
    } finally {
      if (mine === turn) list.setAttribute("aria-busy", "false");
    }
  }

  /* Whether the reader is among the results already, which then must not move. */
  function reading() {
    const output = list.parentElement;
    return output.scrollTop > 0 || output.matches(":hover") || output.contains(document.activeElement);
  }

  /* Show what is found; where what is shown is kept, the rest follows it. */
  async function show({ results, filters }, mine, message, keep = false) {
    const items = keep ? [] : await itemsOf(results.slice(0, BATCH));
    if (mine !== turn) return;
    if (!keep) {
      list.replaceChildren(...items);
      list.parentElement.scrollTop = 0;
      shown.clear();
      for (const result of results.slice(0, BATCH)) shown.add(identity(result));
    }
    pending = results.filter((result) => !shown.has(identity(result)));
    moreButton.hidden = !pending.length;
    showCounts(filters);
    status.textContent = say(message, results.length);
  }

  /* A page has the same id and score in every answer to a query; pages of two shards may share an id. */
  const identity = ({ id, score }) => `${id} ${score}`;

  function itemsOf(results) {
    return Promise.all(results.map(async (result) => resultItem(await result.data())));
  }

  async function more() {
    const mine = turn;
    const batch = pending.splice(0, BATCH);
    for (const result of batch) shown.add(identity(result));
    moreButton.hidden = !pending.length;
    const items = await itemsOf(batch);
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
