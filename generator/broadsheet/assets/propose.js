/*
 * The form in which an entry is proposed (templates/body/propose.html): shows what each audience will read, says what
 * is wrong, and hands the file over to the host's editor, to the clipboard or as a download. What is written stays in
 * this browser until it is cleared.
 *
 * The page itself asks for this script, each time that it is opened, after propose-entry.js.
 *
 * What was typed enters the page as text, never as HTML.
 */
(() => {
  "use strict";

  const { read, nameOf, addressOf } = globalThis.broadsheetEntry;
  const root = document.querySelector(".bs-propose");
  const rules = JSON.parse(root.dataset.rules);
  const form = root.querySelector("form");
  const status = root.querySelector(".bs-propose__status");
  const readers = root.querySelector(".bs-propose__readers");
  const empty = readers.firstElementChild;
  const kept = `broadsheet:${root.dataset.storage}:propose`;
  const touched = new Set(); // fields that were written in
  const left = new Set(); // those of them that the writer has left: their mistakes are shown
  let random;
  let all = false; // whether to show every mistake
  let pressed = false; // whether the pointer is down: then nothing may move, or what was pressed is missed

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  /* Markdown, as far as a sketch needs it */

  const INLINE = /(`+)(?<code>.+?)\1|!\[(?<alt>[^\]]*)\]\([^)]*\)|\[(?<link>[^\]]+)\]\([^)]*\)|\*\*(?<strong>.+?)\*\*|(?<![\p{L}\p{N}*])\*(?<em>[^*\s](?:[^*]*[^*\s])?)\*/gu;

  function inline(text) {
    const made = [];
    let at = 0;
    for (const { 0: all, index, groups } of text.matchAll(INLINE)) {
      made.push(text.slice(at, index));
      at = index + all.length;
      if (groups.code) made.push(element("code", "", groups.code));
      else if (groups.link) made.push(element("u", "", ...inline(groups.link)));
      else if (groups.strong) made.push(element("strong", "", ...inline(groups.strong)));
      else if (groups.em) made.push(element("em", "", ...inline(groups.em)));
      else made.push(element("span", "bs-propose__left-out", `[Picture: ${groups.alt || "without words"}]`));
    }
    return [...made, text.slice(at)];
  }

  const ITEM = /^\s*(?:[-*+]|(?<number>\d+)[.)])\s+(?<text>.*)$/;
  const FENCE = /^\s*(?<fence>`{3,}|~{3,})/;
  const HEADING = /^#{1,6}\s*(?<text>.*?)\s*#*$/;

  function sketch(lines) {
    const made = [];
    let words = [];
    let list = null;
    const end = () => {
      if (words.length) made.push(element("p", "", ...inline(words.join("\n"))));
      words = [];
      list = null;
    };
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at];
      const fence = FENCE.exec(line)?.groups.fence;
      const close = fence ? lines.findIndex((other, index) => index > at && other.trim() === fence) : -1;
      if (close > 0) {
        end();
        made.push(element("pre", "", element("code", "", lines.slice(at + 1, close).join("\n"))));
        at = close;
        continue;
      }
      const item = ITEM.exec(line)?.groups;
      const heading = HEADING.exec(line)?.groups;
      if (item && !words.length) {
        if (!list) made.push((list = element(item.number ? "ol" : "ul")));
        list.append(element("li", "", ...inline(item.text)));
      } else if (heading) {
        end();
        made.push(element("p", "", element("strong", "", ...inline(heading.text))));
      } else if (!line.trim()) end();
      else if (list) list.lastElementChild.append(" ", ...inline(line.trim()));
      else words.push(line);
    }
    end();
    return made;
  }

  /* What each audience reads */

  function chip(kind, text) {
    return element("li", `bs-chip bs-chip--${kind}`, text);
  }

  function reading([name, lines], values) {
    const facts = element("ul", "bs-facts");
    if (values.type) facts.append(chip(values.type, rules.types[values.type]));
    if (values.breaking) facts.append(chip("breaking", "Breaking"));
    facts.append(...values.product.map((one) => element("li", "bs-fact", rules.products[one])));
    const made = element("article", "bs-propose__reading", element("h3", "", rules.audiences[name]));
    made.append(element("p", "bs-list__title", values.title || "Without a title"), facts);
    if (values.action) {
      const box = element("div", `bs-action${values.breaking ? " bs-action--breaking" : ""}`);
      box.append(element("p", "bs-action__title", values.breaking ? "Action needed" : "What to do"));
      box.append(element("p", "", values.action));
      made.append(box);
    }
    made.append(...sketch(lines));
    return made;
  }

  /* The form */

  const fields = [...form.elements].filter(({ name }) => name);
  const checked = (group) => fields.filter(({ name, checked }) => name === group && checked).map(({ value }) => value);
  const words = () => fields.filter(({ name }) => name.startsWith("words-"));

  function written() {
    const { title, type, text, breaking, action, pr, release, id } = form.elements;
    if (id.dataset.own === undefined) id.value = nameOf(title.value, today(), random);
    return {
      title: title.value,
      audience: checked("audience"),
      type: type.value,
      product: checked("product"),
      text: text.value,
      words: Object.fromEntries(words().map(({ name, value }) => [name.slice("words-".length), value])),
      day: today(),
      breaking: breaking.checked,
      action: action.value,
      pr: pr.value,
      release: release.value,
      id: id.value,
    };
  }

  function today() {
    const day = new Date();
    return new Date(day - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  }

  /* A few letters that keep apart two entries of one day that are called alike. */
  function someLetters() {
    const letters = "abcdefghjkmnpqrstuvwxyz23456789";
    return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => letters[byte % letters.length]).join("");
  }

  const controls = (field) =>
    field === "audience" ? [form.querySelector('[data-group="audience"] input')] : [form.elements[field]];

  function complain(found) {
    for (const place of form.querySelectorAll("[data-wrong]")) {
      const field = place.dataset.wrong;
      const mine = all || left.has(field) ? found.filter((one) => one.field === field) : [];
      place.hidden = !mine.length;
      place.replaceChildren(
        ...mine.map(({ code, message, hint, advice }) =>
          element("span", advice ? "bs-propose__advice" : "", `${message}${code ? ` (${code})` : ""}${hint ? ` → ${hint}` : ""}`),
        ),
      );
      for (const control of controls(field)) {
        if (mine.some(({ advice }) => !advice)) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
      }
      if (mine.length && place.closest("details")) place.closest("details").open = true;
    }
  }

  function show() {
    const entry = read(written(), rules);
    for (const field of form.querySelectorAll("[data-words]")) {
      field.hidden = !entry.values.audience.includes(field.dataset.words);
    }
    readers.replaceChildren(
      ...(entry.readings.length ? entry.readings.map((one) => reading(one, entry.values)) : [empty]),
    );
    root.querySelector(".bs-propose__path").textContent = entry.path;
    root.querySelector(".bs-propose__file").textContent = entry.text;
    complain(entry.found);
    return entry;
  }

  /* Keeping it */

  function keep() {
    const values = fields.map(({ name, type, value, checked }) => [name, type === "checkbox" ? (checked ? value : null) : value]);
    try {
      localStorage.setItem(kept, JSON.stringify({ values, random, own: form.elements.id.dataset.own }));
    } catch {
      // forbidden, or full: then it is there until the page is left
    }
  }

  function recall() {
    let known = null;
    try {
      known = JSON.parse(localStorage.getItem(kept));
    } catch {
      // nothing that could be read
    }
    random = typeof known?.random === "string" ? known.random : someLetters();
    if (!Array.isArray(known?.values)) return;
    for (const field of fields) {
      const mine = known.values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = mine.includes(field.value);
      else if (typeof mine[0] === "string") field.value = mine[0];
    }
    if (known.own !== undefined) form.elements.id.dataset.own = "";
  }

  function clear() {
    form.reset();
    delete form.elements.id.dataset.own;
    touched.clear();
    left.clear();
    all = false;
    random = someLetters();
    try {
      localStorage.removeItem(kept);
    } catch {
      // there is nothing then
    }
    show();
    status.textContent = "The form is empty.";
    form.elements.title.focus();
  }

  /* Handing it in */

  /* Returns the entry where nothing is wrong with it; else says so, and goes to what is wrong first. */
  function sound() {
    all = true;
    const entry = show();
    const { length } = entry.found.filter(({ advice }) => !advice);
    if (!length) return entry;
    status.textContent = length === 1 ? "One thing has to be mended first." : `${length} things have to be mended first.`;
    const first = [...form.querySelectorAll("[data-wrong]")].find((place) => place.querySelector("span:not([class])"));
    controls(first.dataset.wrong)[0].focus();
    return null;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // forbidden, or not over HTTPS
    }
  }

  const byHand = "The browser does not let this page copy. Open “The file that you hand in”, and copy its text by hand.";

  async function copy() {
    const entry = sound();
    if (!entry) return;
    const done = await copied(entry.text);
    status.textContent = done ? `Copied. The file is to be called ${entry.path}` : byHand;
    if (!done) root.querySelector(".bs-propose__file").closest("details").open = true;
  }

  function download() {
    const entry = sound();
    if (!entry) return;
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([entry.text], { type: "text/markdown" }));
    link.download = entry.path.split("/").pop();
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    status.textContent = `Downloaded. It belongs into the folder ${rules.folder}/`;
  }

  function open(address) {
    const link = element("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener" });
    link.click();
  }

  async function handIn(event) {
    event.preventDefault();
    const entry = sound();
    if (!entry) return;
    const whole = addressOf(entry, rules);
    if (rules.keys.text && whole.length <= rules.maxAddress) {
      status.textContent = `${rules.host} opens in a new tab. Go on there, as described below.`;
      open(whole);
      return;
    }
    const why = rules.keys.text ? "This entry is too long to be handed over in an address. " : "";
    const done = await copied(entry.text);
    status.textContent = done
      ? `${why}Its text is copied: paste it into the empty file that ${rules.host} shows. The file is to be called ${entry.path}`
      : why + byHand;
    if (done) open(addressOf(entry, rules, { withText: false }));
    else root.querySelector(".bs-propose__file").closest("details").open = true;
  }

  function change({ target }) {
    if (target.name === "id") {
      if (target.value) target.dataset.own = "";
      else delete target.dataset.own;
    }
    touched.add(target.name);
    status.textContent = "";
    show();
    keep();
  }

  function leave({ target }) {
    if (!touched.has(target.name)) return;
    left.add(target.name === "breaking" ? "action" : target.name);
    if (!pressed) show();
  }

  function press() {
    pressed = true;
    const heard = new AbortController();
    const release = () => {
      heard.abort();
      pressed = false;
      setTimeout(show); // after the click that follows
    };
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, { signal: heard.signal });
  }

  form.addEventListener("input", change);
  form.addEventListener("focusout", leave);
  root.addEventListener("pointerdown", press);
  form.addEventListener("submit", handIn);
  root.addEventListener("click", ({ target }) => ({ copy, download, clear })[target.dataset.do]?.());
  recall();
  root.querySelector(".bs-propose__both").hidden = false;
  for (const item of root.querySelectorAll(".bs-propose__scripted")) item.hidden = false;
  for (const item of root.querySelectorAll(".bs-propose__manual")) item.hidden = true;
  show();
})();
