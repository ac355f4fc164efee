/*
 * Material takes every link[rel=alternate] for a translation of the site, and asks for a sitemap beside it.
 * The feeds that each page names are none, so they get a second word before Material looks: on the first
 * page, and on each that instant navigation brings. What reads pages without scripts sees the plain word.
 */
(() => {
  "use strict";

  const pages = window.document$;
  const { next } = pages;
  pages.next = (page) => {
    page.querySelectorAll("link[rel=alternate][title]:not([hreflang])").forEach((link) => (link.rel = "alternate feed"));
    next.call(pages, page);
  };
})();
