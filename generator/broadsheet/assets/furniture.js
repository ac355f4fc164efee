/*
 * What a page's furniture does: says whether a review is overdue by the reader's own clock, closes the
 * explanation of a term on Escape (WCAG 1.4.13), and looks for what a missing page's address names.
 */
(() => {
  "use strict";

  function furnish() {
    const today = new Date().toISOString().slice(0, 10);
    for (const due of document.querySelectorAll("[data-due]")) {
      if (due.dataset.due >= today || due.classList.contains("bs-due--over")) continue;
      due.classList.add("bs-due--over");
      due.append(" It is overdue.");
    }
    for (const button of document.querySelectorAll(".bs-missing__search[hidden]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const last = location.pathname.replace(/%../g, " ").split("/").filter(Boolean).pop() ?? "";
        const field = document.querySelector(".bs-search__input");
        field.value = last.replace(/\.html?$/, "").replace(/[-_.]+/g, " ").trim();
        document.querySelector(".bs-search__open").click();
      });
    }
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".bs-term:is(:hover, :focus-within)")) {
      term.classList.add("bs-term--closed");
      const open = () => term.classList.remove("bs-term--closed");
      term.addEventListener("pointerleave", open, { once: true });
      term.addEventListener("focusout", open, { once: true });
    }
  }

  document.addEventListener("keydown", onKey);
  if (window.document$) window.document$.subscribe(furnish);
  else furnish();
})();
