/*
 * Filters on pages that list entries (templates/body/_listing.html). What is chosen stands in the address, so that it
 * can be shared and the browser's back button works. Only what the page holds is filtered; nothing is loaded. The words
 * are `text` there, as `q` opens the search.
 */
(() => {
  "use strict";

  const PAUSE = 300; // milliseconds without a key before the words reach the address
  let page = new AbortController(); // ends what listens on behalf of the page before

  function start() {
    page.abort();
    const form = document.querySelector(".bs-filter");
    if (!form) return;
    page = new AbortController();
    const { signal } = page;
    const path = location.pathname;
    const fields = [...form.querySelectorAll("input, select")];
    const status = form.querySelector("[role=status]");
    const clear = form.querySelector(".bs-filter__clear");
    let entries = [];
    let timer;

    /* An entry of the page: what it can be chosen by, and the section that it stands in. */
    function entryOf(element) {
      const values = { ...element.dataset };
      for (const name of Object.keys(values)) values[name] = values[name].split(" ");
      return { element, values, section: element.closest(".bs-section"), again: "again" in values };
    }

    function collect() {
      entries = [...document.querySelectorAll(".bs-listing [data-type]")].map(entryOf);
      form.hidden = !entries.length;
      read();
    }

    function fits(entry, wanted, words) {
      for (const [name, value] of wanted) if (!entry.values[name].includes(value)) return false;
      if (!words.length) return true;
      entry.text ??= entry.element.textContent.toLowerCase();
      return words.every((word) => entry.text.includes(word));
    }

    function apply() {
      const chosen = fields.filter((field) => field.value.trim());
      const wanted = chosen.filter((field) => field.name !== "text").map((field) => [field.name, field.value]);
      const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const sections = new Map();
      let count = 0;
      for (const entry of entries) {
        const shown = fits(entry, wanted, words);
        entry.element.hidden = !shown;
        count += shown && !entry.again;
        sections.set(entry.section, sections.get(entry.section) || shown);
      }
      for (const [section, shown] of sections) section.hidden = !shown;
      for (const link of document.querySelectorAll(".md-nav--secondary .md-nav__link[href*='#']"))
        link.closest("li").hidden = !!target(link.hash)?.closest("[hidden]");
      clear.hidden = !chosen.length;
      const total = entries.filter(({ again }) => !again).length;
      status.textContent = chosen.length ? `${count || "None"} of ${total} changes` : "";
    }

    function target(hash) {
      return hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    }

    /* Take over what the address says; a value that the page does not offer chooses nothing. */
    function read() {
      if (location.pathname !== path) return; // on the way to another page
      clearTimeout(timer);
      const given = new URLSearchParams(location.search);
      for (const field of fields) {
        field.value = given.get(field.name) ?? "";
        if (field.selectedIndex === -1) field.value = "";
      }
      apply();
      reveal();
    }

    /* Whoever follows a link to an entry that is filtered out wants to see it. */
    function reveal() {
      const wanted = target(location.hash);
      if (!wanted?.closest("[hidden]")) return;
      empty();
      wanted.scrollIntoView();
    }

    /* Each choice is a step back in the browser's history; words that are still being written are one. */
    function write(writing = false) {
      clearTimeout(timer);
      const url = new URL(location);
      const goesOn = writing && url.searchParams.has("text");
      for (const { name, value } of fields) {
        if (value.trim()) url.searchParams.set(name, value.trim());
        else url.searchParams.delete(name);
      }
      if (url.href === location.href) return;
      if (goesOn) history.replaceState(history.state, "", url);
      else history.pushState(null, "", url);
    }

    function empty() {
      for (const field of fields) field.value = "";
      apply();
      write();
    }

    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    form.addEventListener(
      "input",
      (event) => {
        apply();
        clearTimeout(timer);
        if (event.target.name === "text") timer = setTimeout(write, PAUSE, true);
        else write();
      },
      { signal },
    );
    clear.addEventListener("click", () => (empty(), form.elements.text.focus()), { signal });
    window.addEventListener("popstate", read, { signal }); // on the way back, and to an anchor
    document.addEventListener("broadsheet:entries", collect, { signal });
    signal.addEventListener("abort", () => clearTimeout(timer));
    collect();
  }

  if (window.document$) window.document$.subscribe(start);
  else start();
})();
