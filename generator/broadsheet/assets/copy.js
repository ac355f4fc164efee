/*
 * Buttons that copy: the link to an entry, the address of a feed. They are made here, so that there are none where
 * nothing could be copied: without scripts, or where the browser lets no page write to the clipboard.
 */
(() => {
  "use strict";

  const SAID = 2000; // milliseconds for which a button says that it is done
  if (!navigator.clipboard) return;

  const voice = document.createElement("div"); // what screen readers are told
  voice.className = "bs-voice";
  voice.setAttribute("role", "status");

  function button(label, what, text) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "bs-copy";
    made.textContent = label;
    made.setAttribute("aria-label", `Copy ${what}`);
    made.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        made.textContent = "Copied";
        voice.textContent = `Copied ${what}`;
      } catch {
        made.textContent = "Not allowed";
        voice.textContent = "The browser does not allow this page to copy.";
      }
      setTimeout(() => {
        made.textContent = label;
        voice.textContent = "";
      }, SAID);
    });
    return made;
  }

  function start() {
    for (const entry of document.querySelectorAll(".bs-entry, .bs-item")) {
      const title = entry.querySelector("h1, h3 > a:first-child");
      const facts = entry.querySelector(".bs-facts");
      if (!title || !facts || facts.querySelector(".bs-copy")) continue;
      const fact = document.createElement("li");
      fact.className = "bs-fact";
      const name = title.firstChild.textContent.trim();
      fact.append(button("Copy link", `link to “${name}”`, title.href ?? location.origin + location.pathname));
      facts.append(fact);
    }
    for (const code of document.querySelectorAll("code[data-bs-copy]")) {
      const ways = code.closest(".bs-feed")?.querySelector(".bs-feed__ways");
      if ((ways ?? code.parentElement).querySelector(".bs-copy")) continue;
      const made = button("Copy", code.dataset.bsCopy, code.textContent);
      if (ways) ways.prepend(made);
      else code.after(" ", made);
    }
    if (document.querySelector(".bs-copy")) document.body.append(voice);
  }

  if (window.document$) window.document$.subscribe(start);
  else start();
})();
