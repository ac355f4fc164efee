/*
 * What Material's script adds to a page, and what is missing of it for people with a keyboard or a screen
 * reader: the buttons of a code block come as a landmark without a name, and a table that is wider than the
 * page cannot be scrolled without a mouse.
 */
(() => {
  "use strict";

  const mend = () => {
    document.querySelectorAll(".md-code__nav:not([role])").forEach((nav) => nav.setAttribute("role", "none"));
    document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])").forEach((table) => (table.tabIndex = 0));
  };

  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  mend();
})();
