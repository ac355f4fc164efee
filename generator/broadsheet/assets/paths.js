/*
 * Onboarding paths: what a reader has finished and ticked, kept in this browser and nowhere else.
 *
 * Each document has a key of its own, made of the site and of the document's lasting id, so that neither a
 * rename nor another site on the same host mixes anything up. Under it stands the version of the text that was
 * finished, and the ticks, each by its item's own words: to edit one item loses no other. Where the browser keeps
 * nothing, or without scripts, a path is a plain ordered guide.
 */
(() => {
  "use strict";

  const FORMAT = "broadsheet-progress";
  const LARGEST = 1_000_000; // bytes of a file that is loaded

  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();

  /* Keeping */

  /* Whatever comes from outside is read as if it were wrong. */
  function progressOf(value) {
    const done = typeof value?.done === "string" ? value.done.slice(0, 64) : "";
    const ticks = Object.entries(value?.ticks ?? {}).filter(([, tick]) => typeof tick === "boolean");
    return { done, ticks: new Map(ticks) };
  }

  function plain({ done, ticks }) {
    return { ...(done && { done }), ...(ticks.size && { ticks: Object.fromEntries(ticks) }) };
  }

  function shelf(site) {
    const key = (id) => `broadsheet:${site}:${id}`;
    return {
      get(id) {
        try {
          return progressOf(JSON.parse(localStorage.getItem(key(id))));
        } catch {
          return progressOf(null);
        }
      },
      set(id, progress) {
        const value = plain(progress);
        if (Object.keys(value).length) localStorage.setItem(key(id), JSON.stringify(value));
        else localStorage.removeItem(key(id));
      },
    };
  }

  function keeps() {
    try {
      localStorage.setItem("broadsheet", "");
      localStorage.removeItem("broadsheet");
      return true;
    } catch {
      return false; // forbidden, or full
    }
  }

  /* Task lists */

  /* A short name for a text (FNV-1a, twice): it need only tell apart the items of one page. */
  function hash(text) {
    let one = 0x811c9dc5;
    let other = 0x01000193;
    for (const byte of new TextEncoder().encode(text)) {
      one = Math.imul(one ^ byte, 0x01000193);
      other = Math.imul(other ^ byte, 0x5bd1e995);
    }
    return [one, other].map((part) => (part >>> 0).toString(36)).join("");
  }

  /* What Markdown without a task list extension leaves as “[ ] …” becomes an item with a box. */
  function drawBox(item) {
    const first = document.createTreeWalker(item, NodeFilter.SHOW_TEXT, (text) =>
      text.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
    ).nextNode();
    const own = first && (first.parentElement === item || first.parentElement.parentElement === item);
    const found = own && !first.parentElement.matches("code, a") && /^\s*\[([ xX])\]\s+/.exec(first.data);
    if (!found) return;
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", defaultChecked: found[1] !== " " });
    first.data = first.data.slice(found[0].length);
    first.before(box);
    item.classList.add("task-list-item");
  }

  /* An item's own words, without those of the lists below it. */
  function wordsOf(item) {
    const copy = item.cloneNode(true);
    copy.querySelectorAll("ul, ol").forEach((list) => list.remove());
    return words(copy);
  }

  function tasksOf(page) {
    page.querySelectorAll("li:not(.task-list-item)").forEach(drawBox);
    const seen = new Map();
    return [...page.querySelectorAll(".task-list-item")].flatMap((item) => {
      const box = item.querySelector("input[type=checkbox]");
      if (!box) return [];
      const text = wordsOf(item);
      const before = seen.get(text) ?? 0;
      seen.set(text, before + 1);
      return { box, text, id: hash(before ? `${text}\n${before}` : text) };
    });
  }

  function startTasks(page, id, kept) {
    const tasks = tasksOf(page);
    page.classList.add("bs-tasks");
    for (const task of tasks) {
      task.box.disabled = false;
      task.box.setAttribute("aria-label", task.text);
      task.box.addEventListener("change", () => {
        const progress = kept.get(id);
        if (task.box.checked === task.box.defaultChecked) progress.ticks.delete(task.id);
        else progress.ticks.set(task.id, task.box.checked);
        kept.set(id, progress);
      });
    }
    return () => {
      const { ticks } = kept.get(id);
      for (const { box, id } of tasks) box.checked = ticks.get(id) ?? box.defaultChecked;
    };
  }

  /* A step */

  function startStep(page, place) {
    const { step: id, version, storage } = place.dataset;
    const kept = shelf(storage);
    const drawTasks = startTasks(page, id, kept);
    const box = page.querySelector(".bs-onward__done");
    const button = box.querySelector("button");

    function draw() {
      drawTasks();
      const { done } = kept.get(id);
      const changed = done && done !== version;
      place.querySelector(".bs-place__changed").hidden = !changed;
      button.textContent = changed ? "Mark as done again" : done ? "Mark as not done" : "Mark as done";
      button.classList.toggle("md-button--primary", !done || changed);
      box.classList.toggle("bs-onward__done--yes", Boolean(done));
      box.querySelector(".bs-onward__state").textContent = changed
        ? "This step changed since you finished it."
        : done && "You have finished this step.";
    }

    button.addEventListener("click", () => {
      const progress = kept.get(id);
      kept.set(id, { ...progress, done: progress.done === version ? "" : version });
      draw();
    });
    box.hidden = false;
    return draw;
  }

  /* A path */

  function startPath(page, path) {
    const { path: own, storage, title } = path.dataset;
    const kept = shelf(storage);
    const find = (name) => path.querySelector(`.bs-path__${name}`);
    const stops = [...path.querySelectorAll(".bs-stop")];
    const ids = [own, ...stops.map((stop) => stop.dataset.step)];
    const drawTasks = startTasks(page, own, kept);
    const say = (text) => (find("message").textContent = text);

    function draw() {
      drawTasks();
      let next;
      let done = 0;
      for (const stop of stops) {
        const progress = kept.get(stop.dataset.step);
        const changed = progress.done && progress.done !== stop.dataset.version;
        const state = stop.querySelector(".bs-stop__state");
        state.textContent = changed
          ? "Changed since you finished it"
          : progress.done
            ? "Done"
            : progress.ticks.size
              ? "Begun"
              : "";
        state.hidden = !state.textContent;
        stop.classList.toggle("bs-stop--done", Boolean(progress.done));
        stop.classList.toggle("bs-stop--changed", Boolean(changed));
        if (progress.done) done += 1;
        else next ??= stop;
      }
      const link = find("next").querySelector("a");
      const target = next?.querySelector("a");
      find("count").textContent = `${done} of ${count(stops.length, "step")} done`;
      find("bar").value = done;
      find("next").hidden = !target;
      stops.forEach((stop) => stop.classList.toggle("bs-stop--next", stop === next));
      if (target) {
        link.href = target.href;
        link.textContent = `${done ? "Go on with" : "Start with"} “${words(target)}”`;
      }
    }

    function save() {
      const documents = ids.map((id) => [id, plain(kept.get(id))]);
      const filled = documents.filter(([, value]) => Object.keys(value).length);
      const data = { format: FORMAT, version: 1, path: own, title, documents: Object.fromEntries(filled) };
      download(`${slug(title)}-progress.json`, "application/json", `${JSON.stringify(data, null, 2)}\n`);
      say("Your progress was saved to a file.");
    }

    async function load(file) {
      let data;
      try {
        data = file.size <= LARGEST && JSON.parse(await file.text());
      } catch {
        data = null; // no JSON
      }
      if (data?.format !== FORMAT || data.version !== 1 || !data.documents) {
        return say("That is no file with progress. Nothing was changed.");
      }
      const known = ids.filter((id) => Object.hasOwn(data.documents, id));
      if (!known.length) return say("Nothing in that file belongs to this path. Nothing was changed.");
      for (const id of known) kept.set(id, progressOf(data.documents[id]));
      draw();
      say("Your progress was loaded from the file.");
    }

    const file = path.querySelector("input[type=file]");
    const dialog = find("reset");
    const actions = { save, load: () => file.click(), print: () => print(), reset: () => dialog.showModal() };
    for (const button of path.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => actions[button.dataset.do]());
    }
    file.addEventListener("change", async () => {
      if (file.files.length) await load(file.files[0]);
      file.value = ""; // so that the same file can be chosen again
    });
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "reset") return;
      dialog.returnValue = "";
      for (const id of ids) kept.set(id, progressOf(null));
      draw();
      say("Your progress on this path is forgotten.");
    });
    find("calendar")?.addEventListener("submit", (event) => {
      event.preventDefault();
      const { text, dates, left } = calendar(path, event.target.querySelector("input").value);
      download(`${slug(title)}.ics`, "text/calendar;charset=utf-8", text);
      const without = left.length ? ` Left out, since the name tells no day: ${left.join(", ")}.` : "";
      say(`${count(dates, "date")} saved to a calendar file.${without}`);
    });
    find("progress").hidden = find("tools").hidden = false;
    return draw;
  }

  /* Files */

  const slug = (title) => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "path";

  function download(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // some browsers read it only later
  }

  /* A calendar (RFC 5545): for each milestone that tells a day, an event of that whole day. */
  function calendar(path, firstDay) {
    const { title } = path.dataset;
    const days = new Map(); // what a milestone's steps are, by its id: it may come in several parts
    const left = new Set();
    for (const part of path.querySelectorAll(".bs-milestone")) {
      const { id, title: name, months, days: later } = part.dataset;
      if (later === undefined) {
        if (name) left.add(name);
        continue;
      }
      const milestone = days.get(id) ?? { id, name, day: dayAfter(firstDay, +months, +later), steps: [] };
      milestone.steps.push(...[...part.querySelectorAll(".bs-stop__title")].map(words));
      days.set(id, milestone);
    }
    const address = `${location.origin}${location.pathname}`;
    const stamp = new Date().toISOString().replace(/\.\d+|[-:]/g, "");
    const events = [...days.values()].flatMap(({ id, name, day, steps }) => [
      "BEGIN:VEVENT",
      `UID:${id}@broadsheet`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${compact(day)}`,
      `DTEND;VALUE=DATE:${compact(dayAfter(day, 0, 1))}`,
      `SUMMARY:${escaped(`${name}: ${title}`)}`,
      `DESCRIPTION:${escaped([...steps, address].join("\n"))}`,
      `URL:${address}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]);
    const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Broadsheet//Onboarding paths//EN", ...events];
    const text = [...lines, "END:VCALENDAR", ""].map(folded).join("\r\n");
    return { text, dates: days.size, left: [...left] };
  }

  /* Days are texts like 2026-11-20; the 31st of a month that has none is its last. */
  function dayAfter(day, months, days) {
    const [year, month, date] = day.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last) + days)).toISOString().slice(0, 10);
  }

  const compact = (day) => day.replaceAll("-", "");
  const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n");

  /* At most 75 bytes a line, and no character cut apart (RFC 5545, 3.1). */
  function folded(line) {
    const encoder = new TextEncoder();
    const lines = [""];
    let size = 0;
    for (const character of line) {
      const bytes = encoder.encode(character).length;
      if (size + bytes > 75) {
        lines.push(" ");
        size = 1;
      }
      lines[lines.length - 1] += character;
      size += bytes;
    }
    return lines.join("\r\n");
  }

  /* Beginning: on every page that instant navigation brings */

  let draw = () => {};

  function start() {
    const page = document.querySelector(".bs-page");
    const place = page?.querySelector(".bs-place");
    const path = page?.querySelector(".bs-path");
    const begun = (place || path) && keeps() && (place ? startStep(page, place) : startPath(page, path));
    draw = begun || (() => {});
    draw();
  }

  addEventListener("storage", () => draw()); // another tab
  addEventListener("pageshow", (event) => event.persisted && draw()); // back from a step
  if (window.document$) document$.subscribe(start);
  else start();
})();
