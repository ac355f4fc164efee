/*
 * An entry as the form of templates/body/propose.html holds it: the text of its file, and what `broadsheet check`
 * would say of that file, in the same words. The closed lists, the patterns and the hints come with the page, made
 * from the program's own; tests/browser/test_propose.py holds that both say the same.
 *
 * Texts are looked at one by one, and each has to be sound by itself: a fence or a comment that is opened in one
 * and closed in the next would take what stands between them to readers that it is not for.
 *
 * Nothing here touches the page.
 */
globalThis.broadsheetEntry = (() => {
  "use strict";

  const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/gu; // as in sources/text.py
  const BREAK = /\r\n?|[\x85\u2028\u2029]/g; // what YAML takes for the end of a line
  const UNSEEN = /[\x7f-\x9f\u2028\u2029\ufeff]/g;
  const NO_TEXT = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]); // to YAML
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
  const SLUG = 60; // characters of a title in a file's name

  /* Text */

  function patternsOf({ patterns }) {
    return Object.fromEntries(Object.entries(patterns).map(([name, [source, flags]]) => [name, new RegExp(source, flags)]));
  }

  /* Whether all of a text is what a pattern describes, as Python's `fullmatch`. */
  const isAll = (pattern, text) => pattern.exec(text)?.[0] === text;

  const clean = (text) => text.replace(BREAK, "\n").replace(FORBIDDEN, "");
  const line = (text) => clean(text).replace(/\n/g, " ").trim();
  const paragraphs = (text) => clean(text).replace(/^(?:[ \t]*\n)+/, "").trimEnd();
  const expanded = (text) => {
    let made = "";
    for (const sign of text) made += sign === "\t" ? " ".repeat(4 - (made.length % 4)) : sign;
    return made;
  };

  /* A word of a closed list in YAML; any other text, which JSON's quotes make safe. */
  const word = (text) => (/^[a-z][a-z0-9-]*$/.test(text) && !NO_TEXT.has(text) ? text : quoted(text));
  const quoted = (text) =>
    JSON.stringify(text).replace(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

  /* How alike two words are, and the one that was probably meant: as in Python's difflib. */

  function alike(a, b) {
    let [start, other, length] = [0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      for (let j = 0; j < b.length; j++) {
        let size = 0;
        while (i + size < a.length && j + size < b.length && a[i + size] === b[j + size]) size++;
        if (size > length) [start, other, length] = [i, j, size];
      }
    }
    if (!length) return 0;
    const before = alike(a.slice(0, start), b.slice(0, other));
    return before + length + alike(a.slice(start + length), b.slice(other + length));
  }

  function closest(written, known, least = 0.6) {
    const most = (name) => (2 * Math.min(name.length, written.length)) / (name.length + written.length);
    const rated = known
      .filter((name) => most(name) >= least)
      .map((name) => [(2 * alike(name, written)) / (name.length + written.length), name])
      .filter(([rate]) => rate >= least);
    return rated.sort(([a, x], [b, y]) => b - a || (x < y ? 1 : -1))[0]?.[1];
  }

  /* Blocks: model/scan.py, for one of the form's texts. */

  function scan(lines, mine, all, rules, patterns) {
    const found = [];
    const kept = []; // lines, each with the names of those who may read it
    const stack = [];
    const quoted = [];
    const loose = [];
    const known = Object.keys(rules.audiences);
    const list = (names) => [...names].sort().join(", ");
    let seen = mine;
    let comment = 0;

    function say(code, number, message, hint = rules.hints[code]) {
      found.push({ code, number, message, hint });
    }

    function commentStart(text, from) {
      const spans = [...text.matchAll(new RegExp(patterns.codeSpan, "gu"))].map((it) => [it.index, it.index + it[0].length]);
      let begin = text.indexOf("<!--", from);
      while (begin >= 0 && spans.some(([left, right]) => left <= begin && begin < right)) {
        begin = text.indexOf("<!--", begin + 1);
      }
      return begin;
    }

    function withoutComments({ text, number }) {
      let start = 0;
      let commented = Boolean(comment);
      let rest = "";
      for (;;) {
        if (comment) {
          const end = text.indexOf("-->", start);
          if (end < 0) return [rest, true];
          start = end + 3;
          comment = 0;
        }
        const begin = commentStart(text, start);
        if (begin < 0) return [rest + text.slice(start), commented];
        rest += text.slice(start, begin);
        commented = true;
        comment = number;
        start = begin + 4;
      }
    }

    function fenceEnd(at) {
      const opening = patterns.fence.exec(lines[at].text);
      if (!opening) return 0;
      const prefix = expanded(opening.groups.prefix);
      for (let index = at + 1; index < lines.length; index++) {
        const text = expanded(lines[index].text);
        if (text.startsWith(prefix)) {
          if (text.slice(prefix.length).trimEnd() === opening.groups.fence) return index + 1;
        } else if (/[^ >]/.test(text)) return 0;
      }
      return 0;
    }

    function code(at, end) {
      const outer = patterns.fence.exec(lines[at].text).groups.fence;
      for (const { text, number } of lines.slice(at + 1, end - 1)) {
        if (patterns.open.exec(text)?.groups.name.toLowerCase() === "audience") quoted.push(number);
        else if (patterns.fence.exec(text)?.groups.fence.startsWith(outer)) loose.push(number);
      }
      for (const { text } of lines.slice(at, end)) kept.push([text, seen]);
    }

    function unknownAudience(name, number) {
      const close = closest(name, [...known, rules.everyone]);
      const there = `There are: ${[...known, rules.everyone].join(", ")}.`;
      say("BS301", number, `there is no audience “${name}”`, close ? `Did you mean “${close}”?` : there);
    }

    function readersOf(args, number) {
      const named = new Set(args.split(/[\s,]+/).filter(Boolean));
      if (!named.size) say("BS502", number, "this audience block names no audience");
      for (const name of [...named].sort()) {
        if (name !== rules.everyone && !known.includes(name)) unknownAudience(name, number);
      }
      const meant = known.filter((name) => named.has(rules.everyone) || named.has(name));
      const around = seen ?? all;
      const readers = new Set(meant.filter((name) => around.has(name)));
      if (meant.length && !readers.size) {
        say("BS504", number, `nobody can read this block: it is for ${list(meant)}, inside something for ${list(around)}`);
      }
      return readers;
    }

    function open({ prefix, slashes, name: written, args }, number) {
      const name = written.toLowerCase();
      const block = { name, prefix, slashes, number, outer: seen };
      if (name === "audience") seen = readersOf(args ?? "", number);
      else if (!rules.blocks.includes(name)) {
        const close = closest(name, ["audience", ...rules.blocks]);
        say("BS505", number, `there is no block “${name}”`, close ? `Did you mean “${close}”?` : undefined);
      }
      stack.push(block);
    }

    function close({ prefix, slashes }, number) {
      const block = stack.pop();
      if (!block) return say("BS501", number, `“${slashes}” closes a block, but none is open`);
      const indent = (text) => expanded(text).length - expanded(text).replace(/^[ >]+/, "").length;
      if (slashes !== block.slashes || indent(prefix) !== indent(block.prefix)) {
        say(
          "BS501",
          number,
          `this line does not match “${block.slashes} ${block.name}” of line ${block.number}, ` +
            "the innermost open block: it needs as many slashes and the same indentation",
        );
      }
      seen = block.outer;
      return undefined;
    }

    function isNearMiss(text) {
      const plain = /^[\0-\x7f]*$/.test(text) ? text : text.normalize("NFKC").replace(/\p{Cf}/gu, "");
      if (patterns.nearMiss.test(plain.replace(new RegExp(patterns.codeSpan, "gu"), ""))) return true;
      const opening = patterns.likeBlock.exec(plain);
      if (!opening || opening.index) return false;
      return Boolean(closest(opening.groups.word.toLowerCase(), ["audience", "audiences"], 0.8));
    }

    function look(here) {
      const [text, commented] = withoutComments(here);
      if (commented && !text.trim()) return;
      if (patterns.fence.test(text)) loose.push(here.number);
      const opening = patterns.open.exec(text);
      const closing = opening ? null : patterns.close.exec(text);
      if (opening) open(opening.groups, here.number);
      else if (closing) close(closing.groups, here.number);
      else {
        if (isNearMiss(text)) {
          say("BS503", here.number, `“${text.trim()}” looks like an audience block but is none`);
        }
        kept.push([text, seen]);
      }
    }

    for (let at = 0; at < lines.length; ) {
      const end = comment ? 0 : fenceEnd(at);
      if (end) code(at, end);
      else look(lines[at]);
      at = end || at + 1;
    }
    for (const { name, number } of stack) say("BS501", number, `this “${name}” block is never closed`);
    for (const number of quoted) {
      const other = loose.find((at) => at > number);
      if (other) say("BS507", number, `whether this block is code is not clear: the fence of line ${other} has no partner`);
    }
    if (comment) say("BS506", comment, "this comment is never closed: “-->” is missing");
    if (loose.length && !found.length) say("", loose[0], "this fence of code has no partner: close it in the same text");
    for (const { text, number } of lines) badReference(text, number, say);
    return { found, kept };
  }

  function badReference(text, number, say) {
    for (const { 0: written, 1: hexadecimal, 2: decimal, index } of text.matchAll(/&#(?:[xX]([0-9a-fA-F]{1,9})|([0-9]{1,9}))/g)) {
      const point = hexadecimal ? parseInt(hexadecimal, 16) : parseInt(decimal, 10);
      if (point <= 0x10ffff && !String.fromCodePoint(point).match(FORBIDDEN)) continue;
      const column = [...text.slice(0, index)].length + 1;
      say("BS104", number, `${written}; in column ${column} is a character that no feed can carry`);
      return;
    }
  }

  /* The file */

  function nameOf(title, day, random) {
    const latin = title.toLowerCase().normalize("NFKD").replace(/[\p{M}'’]/gu, "");
    const plain = latin.replace(/[^\x20-\x7e]/g, (letter) => LETTERS[letter] ?? " ");
    const words = plain.split(/[^a-z0-9]+/).filter(Boolean);
    while (words.length > 1 && words.join("-").length > SLUG) words.pop();
    return [day, words.join("-").slice(0, SLUG) || "entry", random].join("-");
  }

  /* Returns the file's lines, each with the field that it comes from, and the fields' texts that follow it. */
  function compose(values, rules) {
    const chosen = Object.keys(rules.audiences).filter((name) => values.audience.includes(name));
    const lines = [];
    const put = (field, ...texts) => lines.push(...texts.map((text) => ({ field, text, number: 0 })));
    const key = (field, name, value) => value && put(field, `${name}: ${value}`);
    put("", "---");
    key("title", "title", values.title && quoted(values.title));
    key("audience", "audience", chosen.length && `[${chosen.map(word).join(", ")}]`);
    key("type", "type", values.type && word(values.type));
    key("product", "product", values.product.length && `[${values.product.map(word).join(", ")}]`);
    key("", "date", rules.dated && values.day);
    key("release", "release", values.release && quoted(values.release));
    key("breaking", "breaking", values.breaking && "true");
    key("action", "action", values.action && quoted(values.action));
    key("pr", "links", /^\d+$/.test(values.pr) && `[{pr: ${Number(values.pr)}}]`);
    put("", "---");
    if (values.text) put("text", ...values.text.split("\n"));
    for (const name of chosen) {
      const words = values.words[name];
      if (!words) continue;
      const inner = [...words.matchAll(/^\s*(\/{3,})/gm)].map(([, slashes]) => slashes.length + 1);
      const fence = "/".repeat(Math.max(3, ...inner));
      put("", ...(values.text || lines.at(-1).text !== "---" ? [""] : []), `${fence} audience | ${name}`);
      put(`words-${name}`, ...words.split("\n"));
      put("", fence);
    }
    lines.forEach((one, index) => (one.number = index + 1));
    return { lines, chosen, text: `${lines.map(({ text }) => text).join("\n")}\n` };
  }

  /* What the rules of prose say of a title: advice, unless the site wants it to be more. */
  function remarksOn(title, { titleLength, verbs, severity, hints }) {
    const found = [];
    const say = (code, message, hint) => {
      if (severity[code] === "ignore") return;
      found.push({ field: "title", code, message, hint, advice: severity[code] === "warning" });
    };
    const length = [...title].length;
    if (length > titleLength) {
      say("BS801", `the title is ${length} characters long; the limit is ${titleLength}`, hints.BS801);
    }
    const [first] = title.split(" ", 1);
    const better = Object.hasOwn(verbs, first.toLowerCase()) && verbs[first.toLowerCase()];
    const isNoun = /^[\p{L}\p{N}_]+s (?:for|from|in|of|on|to|with)(?![\p{L}\p{N}_])/u.test(title); // “Changes to …”
    if (better && !isNoun) say("BS802", `the title begins with “${first}”`, `Write “${better} …”.`);
    return found;
  }

  /* What is wrong with what front matter says, by field. */
  function wrongMatter(values, chosen, rules, patterns) {
    const found = [];
    const say = (field, code, message, hint = rules.hints[code]) => found.push({ field, code, message, hint });
    if (!values.title) say("title", "BS303", "there is no title: no `title` key and no heading", "Write one above.");
    if (!chosen.length) say("audience", "BS302", "nobody is named who may read this");
    if (!values.type) say("type", "BS304", "there is no type");
    if (values.breaking && !values.action) {
      say("action", "BS307", "a breaking change does not say what the reader must do");
    }
    if (values.pr && !(/^\d+$/.test(values.pr) && Number(values.pr) > rules.above && Number.isSafeInteger(Number(values.pr)))) {
      say("pr", "", "this wants the number alone, like 123");
    }
    const release = values.release.replace(/^v(?=\d)/, "");
    if (release && (!isAll(patterns.release, release) || release.includes(".."))) {
      say("release", "BS309", `“${release}” cannot be a release's name`);
    }
    found.push(...remarksOn(values.title, rules));
    const length = [...values.id].length;
    if (length > rules.maxId) say("id", "BS305", `the id is ${length} characters long; ${rules.maxId} are allowed`);
    else if (!isAll(patterns.id, values.id) || values.id.includes("..")) {
      say("id", "BS305", `“${values.id}” cannot be an id: it becomes a folder in the changelog's address`);
    } else if (rules.reserved.includes(values.id.toLowerCase()) || isAll(patterns.year, values.id)) {
      say("id", "BS305", `“${values.id}” cannot be an id: the changelog has a page there`);
    }
    return found;
  }

  /*
   * Returns what is to be known of an entry.
   *
   * path, text: the file.
   * found: what is wrong with it: field, code, message, hint, and whether it is mere advice.
   * readings: for each audience chosen, its name and the lines of Markdown that it reads.
   */
  function read(raw, rules) {
    const patterns = patternsOf(rules);
    const values = {
      ...raw,
      ...Object.fromEntries(["title", "action", "pr", "release", "id"].map((name) => [name, line(raw[name])])),
      text: paragraphs(raw.text),
      words: Object.fromEntries(Object.entries(raw.words).map(([name, text]) => [name, paragraphs(text)])),
    };
    const { lines, chosen, text } = compose(values, rules);
    const found = wrongMatter(values, chosen, rules, patterns);
    const all = new Set(chosen);
    const parts = [["text", null], ...chosen.map((name) => [`words-${name}`, new Set([name])])];
    const kept = [];
    for (const [field, mine] of chosen.length ? parts : parts.slice(0, 1)) {
      const own = lines.filter((one) => one.field === field);
      const seen = scan(own, mine, chosen.length ? all : new Set(Object.keys(rules.audiences)), rules, patterns);
      found.push(...seen.found.map((one) => ({ ...one, field })));
      kept.push(...seen.kept, ["", mine]);
    }
    const readings = chosen.map((name) => [name, kept.filter(([, who]) => !who || who.has(name)).map(([one]) => one)]);
    for (const [name, words] of readings) {
      if (words.some((one) => one.trim())) continue;
      found.push({ field: "text", code: "", message: `there is nothing that ${rules.audiences[name]} could read` });
      break;
    }
    return { path: `${rules.folder}/${values.id}.md`, text, found, readings, values };
  }

  /* Returns the address that opens the host's editor, with the text in it unless that is left out. */
  function addressOf({ path, text, values }, rules, { withText = true } = {}) {
    const url = new URL(rules.address);
    const query = { path, ...(withText && { text }), message: `Add “${values.title}” to the changelog` };
    const given = Object.entries(query).filter(([name]) => rules.keys[name]);
    const pairs = [...given.map(([name, value]) => [rules.keys[name], value]), ...Object.entries(rules.more)];
    url.search = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return url.href;
  }

  return { read, nameOf, addressOf };
})();
