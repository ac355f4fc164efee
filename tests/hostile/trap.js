/* What is armed in every page before anything else runs in it; tests/hostile/trap.py says what for. */
(() => {
  if (window.trapArmed) return;
  const sprung = (what) => (top.trapSprung ?? trapSprung)(`${what} in ${location.href}`);
  for (const name of ["alert", "confirm", "prompt", "print", "open"])
    Object.defineProperty(window, name, { value: (...what) => sprung(`${name}(${what})`) });
  document.write = document.writeln = (what) => sprung(`document.write(${what})`);

  const loads = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "ping"];
  const fine = ["http:", "https:", "mailto:", "feed:"];
  const never = /^(applet|animate|base|embed|foreignobject|frame|frameset|iframe|object|portal|set|use)$/i;
  const ours = (script) =>
    script.src.startsWith(`${location.origin}/assets/`) ||
    script.src === `${location.origin}/widget.js` ||
    script === document.getElementById("__config") || /^__md_scope=new URL\("[./]+",location\)/.test(script.text);

  const scheme = (value) => {
    try { return new URL(value, location).protocol; } catch { return "http:"; }
  };

  /* What could run below an element; scripts are fine if they are known. */
  const look = (root, known = []) => {
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      const say = (what) => found.push(`${what} in ${element.outerHTML.slice(0, 200)}`);
      if (never.test(element.localName)) say(`<${element.localName}>`);
      if (element.localName === "script" && !known.includes(element.src || element.text) && !ours(element)) say("a script");
      if (element.localName === "meta" && element.httpEquiv) say("http-equiv");
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) say(name);
        if (!loads.includes(name.toLowerCase()) || /^data:image\//.test(value)) continue;
        if (!fine.includes(scheme(value))) say(`${name} to ${scheme(value)}`);
      }
      for (const inner of [element.shadowRoot, element.content])
        if (inner instanceof DocumentFragment) found.push(...look(inner, known));
    }
    return found;
  };

  /* What authors' elements have taken the place of, or have in common with parts of the page. */
  const clobbered = () => {
    const found = [];
    for (const name of ["__md_scope", "__md_get", "__md_set", "__md_hash", "document$", "location$", "broadsheetEntry"])
      if (window[name] instanceof Element || window[name] instanceof HTMLCollection) found.push(`window.${name}`);
    for (const name of ["querySelector", "getElementById", "body", "head", "currentScript", "documentElement"])
      if (Object.hasOwn(document, name) || document[name] instanceof HTMLImageElement) found.push(`document.${name}`);
    const config = document.getElementById("__config");
    if (config && config.localName !== "script") found.push("#__config");
    for (const text of document.querySelectorAll(".md-content article [id^=__]"))
      if (!/^__code_|^__(codelineno|span|tabbed)[_-]\d/.test(text.id)) found.push(`#${text.id}`); // Material's own
    return found;
  };

  /* Do to every element what a reader could do, but for following links. */
  const stir = () => {
    const types = ["mouseover", "mouseenter", "mousemove", "pointerover", "focus", "focusin", "error", "load",
      "toggle", "beforetoggle", "animationstart", "animationend", "transitionend", "keydown", "input", "change",
      "wheel", "copy"];
    const stay = (event) => event.preventDefault();
    document.addEventListener("click", stay);
    const parts = ".md-content *, .md-nav *, .md-header__title *, .md-footer *, .md-tabs *, .md-path *";
    for (const element of document.querySelectorAll(parts)) {
      for (const type of types) element.dispatchEvent(new Event(type));
      if (!element.closest("button, .tabbed-labels")) element.click?.();
    }
    document.removeEventListener("click", stay);
  };

  Object.assign(window, { trapArmed: true, trapLook: look, trapClobbered: clobbered, trapStir: stir });
})();
