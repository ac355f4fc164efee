/*
 * Search: the dialog in the header (partials/search.html) over the index that Pagefind made of this edition.
 *
 * The index comes in shards. A directory, itself an index, says which of them can answer a query at all; only
 * those are loaded, and what the first of them find is shown while the others load.
 *
 * Nothing of Pagefind is loaded before the dialog is opened for the first time. Titles and excerpts enter the
 * page as text, never as HTML. Material's instant navigation leaves the header in place, so that what is bound
 * here stays bound.
 *
 * While the dialog is open, the page's address holds the search: ?q=… and the chosen values of each facet. So it
 * can be shared, and whoever comes back from a result finds it again.
 */
(() => {
  "use strict";

  const FACETS = ["audience", "kind", "product", "type", "year"];
  const BATCH = 10; // results shown at first, and by each press of "More results"
  const SECTIONS = 3; // headings shown under one result
  const NEAR = 2; // shards that the first results come from: each may add 20 KB to what they take
  const WORDS = 24; // of an excerpt
  const DELAY = 150; // milliseconds without a key before a search starts

  const find = (name) => document.querySelector(`.bs-search__${name}`);
  const dialog = find("dialog");
  const input = find("input");
  const facets = find("facets");
  const clearButton = find("clear");
  const status = find("status");
  const output = find("output");
  const list = find("results");
  const moreButton = find("more");

  // Read once: under instant navigation the address changes while Material's configuration does not.
  const { base, translations } = JSON.parse(document.getElementById("__config").textContent);
  const bundleURL = new URL(`${base.replace(/\/$/, "")}/pagefind/`, location);
  const say = (key, count) => translations[`search.result.${key}`].replace("#", count);

  let engine; // the promise of the index, once asked for
  let turn = 0; // counts searches, so that a late answer to an older one is dropped
  let pending = []; // results that are found and not yet shown
  let wanted; // what an address asks for, until it is known what there is to choose
  let before = ""; // the query of the page's address without a search
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
    const { lang } = document.documentElement;
    const order = lang === "en" ? "en-GB" : lang; // the pages write the day first
    const format = new Intl.DateTimeFormat(order, { dateStyle: "medium", timeZone: "UTC" });
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

  const boxesOf = (facet) => [...facets.querySelectorAll(`input[name="${facet}"]`)];
  const openFacet = () => facets.querySelector("[aria-expanded=true]")?.value;

  /* For each facet in which there is something to choose, a button that shows its checkboxes. */
  function drawFacets(counts) {
    for (const facet of FACETS) {
      const values = Object.keys(counts[facet] ?? {}).sort((one, other) => one.localeCompare(other));
      if (values.length < 2) continue;
      if (facet === "year") values.reverse();
      const choices = element("fieldset", "bs-search__choices", element("legend", "", facet));
      Object.assign(choices, { id: `bs-search-${facet}`, hidden: true });
      for (const value of values) {
        const box = element("input", "");
        Object.assign(box, { type: "checkbox", name: facet, value });
        choices.append(element("label", "bs-search__chip", box, value, element("span", "bs-search__count")));
      }
      choices.append(element("p", "bs-search__nothing", "None of these results has one."));
      choices.lastChild.hidden = true;
      const button = element("button", "bs-search__facet", element("span", "", facet), " ", element("b", ""));
      Object.assign(button, { type: "button", value: facet });
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-controls", choices.id);
      clearButton.before(button);
      facets.append(choices);
    }
  }

  /* Show the choices of one facet, or of none; what each would leave is counted only while it is shown. */
  function showChoices(facet) {
    for (const button of facets.querySelectorAll(".bs-search__facet")) {
      const opened = button.value === facet;
      button.setAttribute("aria-expanded", String(opened));
      document.getElementById(button.getAttribute("aria-controls")).hidden = !opened;
    }
  }

  function showCounts(counts, facet) {
    const boxes = boxesOf(facet);
    for (const box of boxes) {
      const count = counts[facet]?.[box.value] ?? 0;
      box.parentElement.hidden = !count && !box.checked;
      box.parentElement.lastChild.textContent = count;
    }
    const nothing = boxes[0].closest("fieldset").lastChild;
    nothing.hidden = boxes.some((box) => !box.parentElement.hidden);
  }

  /* Say on each facet's button what is chosen. */
  function showChosen() {
    for (const button of facets.querySelectorAll(".bs-search__facet")) {
      const values = boxesOf(button.value).filter((box) => box.checked).map((box) => box.value);
      button.lastChild.textContent = values.length > 1 ? values.length : (values[0] ?? "");
    }
    clearButton.hidden = !facets.querySelector("input:checked");
  }

  /*
   * What is chosen, as Pagefind's filter: any value within a facet, but every facet. One in which nothing is
   * chosen lets everything pass; it is named only where it is to be counted, since each takes a file to load.
   */
  function chosen(counted, except) {
    const filters = {};
    for (const { name, value } of facets.querySelectorAll("input:checked"))
      if (name !== except) (filters[name] ??= { any: [] }).any.push(value);
    if (counted) filters[counted] ??= [];
    return filters;
  }

  /* The search that the page's address asks for; nothing where it asks for none. */
  function asked() {
    const params = new URLSearchParams(location.search);
    return params.has("q") ? params : undefined;
  }

  /* Let the page's address say what is searched for; nothing leaves it as it was before. */
  function tell(params = new URLSearchParams()) {
    const query = params.size ? `?${params}` : before;
    if (query !== location.search) history.replaceState(history.state, "", location.pathname + query + location.hash);
  }

  function current() {
    const boxes = [...facets.querySelectorAll("input:checked")];
    if (!input.value.trim() && !boxes.length) return undefined;
    return new URLSearchParams([["q", input.value.trim()], ...boxes.map(({ name, value }) => [name, value])]);
  }

  function choose(params) {
    for (const box of facets.querySelectorAll("input"))
      box.checked = params.getAll(box.name).some((value) => value.toLowerCase() === box.value.toLowerCase());
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
    const loaded = { counts, directory: await start(), shards, index: await start() };
    drawFacets(counts);
    // Most searches need these; where one of them fails, so does the search that waits for it.
    for (const shard of shards.slice(0, NEAR)) addShard(shard, loaded).catch(() => {});
    return loaded;
  }

  /*
   * The shards that can answer a query: those that have what is chosen of each facet, and that hold all of its
   * words, as far as any shard holds them.
   */
  async function shardsFor(term, { directory, shards: all }) {
    const facetsChosen = Object.entries(chosen());
    const shards = all.filter((shard) =>
      facetsChosen.every(([facet, { any }]) => any.some((value) => shard.facets[facet]?.[value])),
    );
    if (!term || shards.length < 2) return shards;
    const found = await directory.search(term.replaceAll('"', " "));
    const ids = new Set(found.results.map(({ id }) => id)); // in the directory, a page's id is a shard's name
    return shards.filter(({ name }) => ids.has(name));
  }

  function addShard(shard, { index }) {
    const options = { excerptLength: WORDS, metaCacheTag: shard.tag, mergeFilter: { shard: shard.name } };
    return (shard.added ??= index.mergeIndex(new URL(`${shard.name}/`, bundleURL).pathname, options));
  }

  /* Search some shards, and count a facet; it is told which one to take as if nothing were chosen in it. */
  function searchIn(shards, term, { index }, counted, except) {
    if (!shards.length) return { results: [], filters: {} }; // no name at all would let all of them pass
    const any = shards.map(({ name }) => name);
    return index.search(term, { filters: { ...chosen(counted, except), shard: { any } } });
  }

  /* Search for what the field and the facets say now, and show the first results. */
  async function update(delay = 0) {
    const mine = ++turn;
    list.setAttribute("aria-busy", "true");
    try {
      const loaded = await (engine ??= load());
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (mine !== turn) return;
      if (wanted) choose(wanted);
      wanted = undefined;
      showChosen();
      const search = current();
      if (dialog.open) tell(search);
      const facet = openFacet();
      if (!search) return await show({ results: [], filters: loaded.counts }, mine, "placeholder");
      const term = search.get("q") || null; // null: whatever the facets allow
      const able = await shardsFor(term, loaded);
      const rounds = able.length > NEAR ? [able.slice(0, NEAR), able] : [able];
      for (const [round, shards] of rounds.entries()) {
        await Promise.all(shards.map((shard) => addShard(shard, loaded)));
        const found = await searchIn(shards, term, loaded, facet);
        // How many a further value of a facet would add is asked without that facet's own choice.
        const { filters } = search.has(facet) ? await searchIn(shards, term, loaded, facet, facet) : found;
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
    return output.scrollTop > 0 || output.matches(":hover") || output.contains(document.activeElement);
  }

  /* Show what is found; where what is shown is kept, the rest follows it. */
  async function show({ results, filters }, mine, message, keep = false) {
    const items = keep ? [] : await itemsOf(results.slice(0, BATCH));
    if (mine !== turn) return;
    if (!keep) {
      list.replaceChildren(...items);
      output.scrollTop = 0;
      shown.clear();
      for (const result of results.slice(0, BATCH)) shown.add(identity(result));
    }
    pending = results.filter((result) => !shown.has(identity(result)));
    moreButton.hidden = !pending.length;
    if (openFacet()) showCounts(filters, openFacet());
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
    if (!dialog.open) {
      before = asked() ? "" : location.search;
      dialog.showModal();
    }
    input.focus();
    input.select();
    if (wanted || !engine) update();
    else tell(current());
  }

  /* Close the dialog, and end the search; whoever follows a result only closes it, and can come back. */
  function leave() {
    dialog.close();
    tell();
  }

  /* Show what the page's address asks for, when it is opened and when the reader comes back to it. */
  function restore() {
    wanted = asked();
    if (!wanted) return dialog.close();
    input.value = wanted.get("q");
    open();
  }

  /* Keys walk through the field, the links of the results and the button below them. */
  function walk(pick) {
    const stops = [input, ...list.querySelectorAll("a"), ...(moreButton.hidden ? [] : [moreButton])];
    const here = Math.max(0, stops.indexOf(document.activeElement));
    stops[Math.min(Math.max(0, pick(here, stops.length - 1)), stops.length - 1)].focus();
  }

  async function follow() {
    await update();
    list.querySelector("a")?.click();
  }

  function onDialogKey(event) {
    const among = output.contains(event.target);
    const actions = {
      ArrowDown: () => walk((here) => here + 1),
      ArrowUp: () => walk((here) => here - 1),
      Home: among && (() => walk(() => 1)), // in the field it moves the caret
      End: among && (() => walk((_, last) => last)),
      Escape: leave, // a search field would only be emptied
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
  find("close").addEventListener("click", leave);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // a phone's way back, for one
    leave();
  });
  dialog.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // in a tab or window of its own
    if (event.target === dialog) leave();
    // One that is on this very page loads nothing, so it must close here.
    else if (event.target.closest("a") && !event.defaultPrevented && !elsewhere) dialog.close();
  });
  input.addEventListener("input", () => update(DELAY));
  facets.addEventListener("change", () => update());
  facets.addEventListener("click", (event) => {
    const button = event.target.closest(".bs-search__facet");
    if (!button) return;
    showChoices(button.value === openFacet() ? undefined : button.value);
    if (openFacet()) update();
  });
  clearButton.addEventListener("click", () => {
    for (const box of facets.querySelectorAll("input:checked")) box.checked = false;
    input.focus();
    update();
  });
  moreButton.addEventListener("click", more);
  addEventListener("popstate", restore);
  addEventListener("pageshow", (event) => event.persisted && restore()); // a page that the browser kept as it was
  restore();
})();
