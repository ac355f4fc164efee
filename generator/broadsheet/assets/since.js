/*
 * Everything between two releases (templates/body/since.html). The data of each release in between is loaded when it is
 * asked for, and no other. Which releases those are is the order of the page's own list, not that of their names.
 *
 * The page itself asks for this script, each time that it is opened.
 *
 * What comes from the data enters the page as text, never as HTML.
 */
(() => {
  "use strict";

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function link(href, text) {
    const made = element("a", "", text);
    made.href = href;
    return made;
  }

  const root = document.querySelector(".bs-since");
  const base = new URL(root.dataset.root, location);
  const titles = JSON.parse(root.dataset.titles);
  const form = root.querySelector(".bs-range");
  const { from, to } = form.elements;
  const status = root.querySelector(".bs-range__status");
  const changes = root.querySelector(".bs-since__changes");
  const everything = root.querySelector(".bs-since__releases");
  const releases = [...from.options].slice(1); // newest first
  const loaded = new Map();
  let turn = 0; // counts what was asked for, so that a late answer is dropped

  function load({ value }) {
    if (!loaded.has(value)) {
      const url = new URL(`api/v1/releases/${encodeURIComponent(value)}.json`, base);
      const asked = fetch(url).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${url}`);
        return answer.json();
      });
      asked.catch(() => loaded.delete(value)); // so that the next choice tries again
      loaded.set(value, asked);
    }
    return loaded.get(value);
  }

  /* An entry's address in this very copy of the site, which may be another than the published one. */
  const addressOf = ({ url }) => new URL(url.slice(root.dataset.site.length), base).href;

  function chip(kind, text) {
    return element("li", `bs-chip bs-chip--${kind}`, text);
  }

  /* For whom an entry is, where the readers of this site are not all the same. */
  function labelsOf({ audiences }) {
    const { audiences: all, everyone } = root.dataset;
    if (audiences.length < all) return audiences.map((name) => titles.audience[name]);
    return all > 1 && everyone ? [everyone] : [];
  }

  function factsOf(entry) {
    const facts = element("ul", "bs-facts", chip(entry.type, titles.type[entry.type]));
    if (entry.breaking) facts.append(chip("breaking", "Breaking"));
    for (const name of entry.products) facts.append(element("li", "bs-fact", titles.product[name]));
    facts.append(...labelsOf(entry).map((label) => chip("audience", label)));
    return facts;
  }

  function boxOf(entry) {
    const box = element("div", `bs-action${entry.breaking ? " bs-action--breaking" : ""}`);
    box.setAttribute("role", "note");
    const title = entry.breaking ? "Action needed" : "What to do";
    box.append(element("p", "bs-action__title", title), element("p", "", entry.action));
    return box;
  }

  function rowOf(entry, ...more) {
    const row = element("li", "", element("p", "bs-list__title", link(addressOf(entry), entry.title)), ...more);
    row.dataset.type = entry.type;
    row.dataset.product = entry.products.join(" ");
    row.dataset.audience = entry.audiences.join(" ");
    return row;
  }

  function sectionOf(heading, ...rows) {
    return element("section", "bs-section", heading, element("ul", "bs-list", ...rows));
  }

  /* What to do comes in the order in which one gets to it: oldest release first. */
  function actionsOf(found) {
    const rows = [...found].reverse().flatMap(([release, entries]) =>
      entries
        .filter((entry) => entry.action)
        .map((entry) => rowOf(entry, element("p", "bs-when", `Since ${release.text}`), boxOf(entry))),
    );
    for (const row of rows) row.dataset.again = ""; // it stands below too
    return rows.length ? [sectionOf(element("h2", "", "What you have to do"), ...rows)] : [];
  }

  function changesOf([release, entries]) {
    const heading = element("h2", "", link(release.dataset.href, release.text));
    const rows = entries.map((entry) => rowOf(entry, factsOf(entry), element("p", "bs-summary", entry.summary)));
    const section = sectionOf(heading, ...rows);
    heading.after(element("p", "bs-when", release.dataset.when));
    return section;
  }

  async function show() {
    const mine = ++turn;
    const index = (name) => releases.findIndex(({ value }) => value === name);
    const [newer, older] = [index(to.value), index(from.value)];
    const between = older === -1 ? [] : releases.slice(newer, older);
    let found = [];
    try {
      changes.setAttribute("aria-busy", "true");
      if (between.length) status.textContent = "Loading …";
      const parts = await Promise.all(between.map(load));
      found = between.map((release, at) => [release, parts[at].entries]);
      if (mine !== turn) return;
      status.textContent = found.length ? summary(found) : nothing();
    } catch (error) {
      if (mine !== turn) return;
      console.error(error);
      status.textContent = "The changes could not be loaded. Read the releases themselves, below.";
    }
    changes.setAttribute("aria-busy", "false");
    changes.replaceChildren(...actionsOf(found), ...found.filter(([, { length }]) => length).map(changesOf));
    everything.hidden = found.length > 0;
    document.dispatchEvent(new CustomEvent("broadsheet:entries"));
  }

  function summary(found) {
    const say = (count, one, many) => `${count} ${count === 1 ? one : many}`;
    const entries = found.flatMap(([, all]) => all);
    const actions = entries.filter(({ action }) => action).length;
    const told = `${say(entries.length, "change", "changes")} in ${say(found.length, "release", "releases")}`;
    return `${told}, ${actions ? `${actions} of them with something to do` : "nothing to do"}`;
  }

  function nothing() {
    const asked = new URLSearchParams(location.search).get("from");
    if (from.value) return "Nothing: there is no release between the two.";
    return asked ? `There is no release “${asked}” here. Choose the version that you have.` : "";
  }

  /* Two versions are the two ends, whichever is named first. */
  function order() {
    if (!from.value || from.selectedIndex - 1 > to.selectedIndex) return;
    const older = to.value;
    to.value = from.value;
    from.value = older;
  }

  function read() {
    if (!root.isConnected) return; // this was another page
    const given = new URLSearchParams(location.search);
    const names = releases.map(({ value }) => value);
    from.value = names.find((name) => name === given.get("from")) ?? "";
    to.value = names.find((name) => name === given.get("to")) ?? names[0];
    order();
    show();
  }

  function write() {
    const url = new URL(location);
    if (from.value) url.searchParams.set("from", from.value);
    else url.searchParams.delete("from");
    url.searchParams.set("to", to.value);
    if (url.href !== location.href) history.pushState(null, "", url);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => (order(), write(), show()));
  window.addEventListener("popstate", read);
  form.hidden = false;
  read();
})();
