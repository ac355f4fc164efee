/*
 * What Material writes into its pages as scripts, as a file: a strict Content-Security-Policy runs no others.
 *
 * It is loaded before the body, since some of it must be done before the page is first shown. Where Material has a
 * script in the body, pages have a <bs-first>: browsers tell of such an element as soon as they have read it, too.
 * The steps do what those in Material's partials/javascripts/ do; a test tells when those change.
 */
(() => {
  "use strict";

  const { dataset, src } = document.currentScript;
  const root = new URL("../../", src);
  // Material's script uses these by their names.
  window.__md_scope = dataset.scope ? new URL(dataset.scope, location) : root;
  window.__md_hash = (text) => [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);
  window.__md_get = (key, storage = localStorage, scope = __md_scope) =>
    JSON.parse(storage.getItem(`${scope.pathname}.${key}`));
  window.__md_set = (key, value, storage = localStorage, scope = __md_scope) => {
    try {
      storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
    } catch {
      // It is not kept, then.
    }
  };

  const steps = {
    palette() {
      const color = __md_get("__palette")?.color;
      if (!color) return;
      if (color.media === "(prefers-color-scheme)") {
        const light = matchMedia("(prefers-color-scheme: light)").matches;
        const media = `(prefers-color-scheme: ${light ? "light" : "dark"})`;
        const input = document.querySelector(`[data-md-color-media="${media}"]`);
        if (!input) return; // the choice was made when the site had other palettes
        for (const key of ["media", "scheme", "primary", "accent"]) {
          color[key] = input.getAttribute(`data-md-color-${key}`);
        }
      }
      for (const [key, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${key}`, value);
    },

    announce() {
      const banner = document.querySelector("[data-md-component=announce]");
      const words = banner?.querySelector(".md-typeset");
      if (words && __md_hash(words.innerHTML) === __md_get("__announce")) banner.hidden = true;
    },

    outdated() {
      const banner = document.querySelector("[data-md-component=outdated]");
      if (banner && __md_get("__outdated", sessionStorage, root) === true) banner.hidden = false;
    },

    tabs() {
      const chosen = __md_get("__tabs");
      if (!Array.isArray(chosen)) return;
      for (const set of document.querySelectorAll(".tabbed-set")) {
        const labels = [...(set.querySelector(".tabbed-labels")?.getElementsByTagName("label") ?? [])];
        const label = chosen.map((tab) => labels.find((one) => one.innerText.trim() === tab)).find(Boolean);
        if (label) document.getElementById(label.htmlFor).checked = true;
      }
    },

    target() {
      const target = document.getElementById(location.hash.slice(1));
      if (target?.name) target.checked = target.name.startsWith("__tabbed_");
    },

    consent() {
      const form = document.forms.consent;
      const given = __md_get("__consent");
      const inputs = [...form.elements].filter((input) => input.name);
      if (given) for (const input of inputs) input.checked = given[input.name] || false;
      else if (location.protocol !== "file:") {
        setTimeout(() => { document.querySelector("[data-md-component=consent]").hidden = false; }, 250);
      }
      for (const type of ["submit", "reset"]) {
        form.addEventListener(type, (event) => {
          event.preventDefault();
          if (type === "reset") for (const input of inputs) input.checked = false;
          __md_set("__consent", Object.fromEntries([...new FormData(form).keys()].map((key) => [key, true])));
          location.hash = "";
          location.reload();
        });
      }
    },
  };

  customElements.define("bs-first", class extends HTMLElement {
    connectedCallback() {
      for (const step of (this.dataset.do ?? "").split(" ")) if (Object.hasOwn(steps, step)) steps[step]();
    }
  });
})();
