// Receipts: words complete as they are typed, and what the person chose to keep on this phone is listed there.
(() => {
  const WORDS = 6;
  const MOST_SHOWN = 4;
  const KEPT = "receipts";

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const tokensOf = (text) => text.match(/\p{L}+/gu) || [];

  // The fewest letters to change, add, leave out or swap with their neighbor.
  function distance(a, b) {
    const rows = [[...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i += 1) {
      rows[i] = [i];
      for (let j = 1; j <= b.length; j += 1) {
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[a.length][b.length];
  }

  let lists;
  async function load(box) {
    const text = await (await fetch(box.dataset.wordsFrom)).text();
    lists = text.split("\n").map((line) => new Map(line.split(" ").map((word) => [plain(word), word])));
  }

  // The list that has most of the words first.
  function likely(tokens) {
    const hits = (list) => tokens.filter((token) => list.has(token)).length;
    return [...lists].sort((one, other) => hits(other) - hits(one));
  }

  function fitting(token, tokens) {
    const words = likely(tokens).flatMap((list) => [...list]);
    const begun = words.filter(([each]) => each.startsWith(token)).map(([, word]) => word);
    if (begun.length || token.length < 3) return begun;
    const near = words.map(([each, word]) => [distance(token, each), word]).filter(([far]) => far <= 2);
    return near.sort(([one], [other]) => one - other).map(([, word]) => `${word}?`);
  }

  function complete(box, word) {
    box.value = `${box.value.replace(/\p{L}+[^\p{L}]*$/u, "")}${word.replace("?", "")} `;
    box.focus();
    help(box);
  }

  function help(box, { data } = {}) {
    const form = box.form;
    const chips = form.querySelector(".chips");
    const line = form.querySelector("[data-words]");
    chips.replaceChildren();
    line.textContent = "";
    if (!lists || box.value.includes("/")) return;
    const tokens = tokensOf(plain(box.value));
    const known = (token) => lists.some((list) => list.has(token));
    const token = tokens.at(-1) || "";
    const found = token.length < 2 || known(token) && /[^\p{L}]$/u.test(box.value) ? [] : [...new Set(fitting(token, tokens))];
    const [only] = found;
    if (data === " " && !known(token) && found.length === 1 && !only.endsWith("?")) return complete(box, only);
    if (found.length > 1 || only && plain(only) !== token) {
      for (const word of found.slice(0, MOST_SHOWN)) {
        const chip = Object.assign(document.createElement("button"), { type: "button", textContent: word });
        chip.className = "button-secondary button-small";
        chip.addEventListener("click", () => complete(box, word));
        chips.append(chip);
      }
    }
    const number = tokens.filter(known).length;
    if (number) line.textContent = `${line.dataset.words} ${number}/${WORDS}`;
  }

  document.addEventListener("focusin", ({ target }) => {
    if (!target.dataset?.wordsFrom || lists) return;
    load(target).then(() => help(target)).catch(() => { /* Without a signal the words work all the same. */ });
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.wordsFrom) help(event.target, event);
  });
  // They are one line, which may need two in large text.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.dataset.wordsFrom) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  // Only on this phone, and only what the person asked to keep.
  const store = (() => {
    try { return window.localStorage; } catch { return null; }
  })();
  const kept = () => JSON.parse(store.getItem(KEPT) || "[]");
  const plainPath = (path) => path.replace(/^\/es\//, "/");
  const without = (path) => kept().filter((each) => plainPath(each.path) !== plainPath(path));

  function put(receipts) {
    if (receipts.length) store.setItem(KEPT, JSON.stringify(receipts));
    else store.removeItem(KEPT);
  }

  function showButtons() {
    for (const button of document.querySelectorAll("[data-keep-receipt]")) {
      const receipt = JSON.parse(button.dataset.keepReceipt);
      const words = button.querySelector("span");
      const usual = words.textContent;
      const show = () => {
        const isKept = without(receipt.path).length < kept().length;
        button.ariaPressed = String(isKept);
        words.textContent = isKept ? button.dataset.kept : usual;
      };
      button.parentElement.hidden = false;
      button.onclick = () => {
        const others = without(receipt.path);
        try { put(others.length < kept().length ? others : [receipt, ...others]); } catch { /* Full or forbidden. */ }
        show();
      };
      show();
    }
  }

  function showList() {
    const section = document.getElementById("on-this-phone");
    if (!section) return;
    const receipts = kept();
    section.hidden = !receipts.length;
    document.getElementById("nothing-kept").hidden = Boolean(receipts.length);
    section.querySelector("ul").replaceChildren(...receipts.map(({ path, day, words }) => {
      const row = section.querySelector("template").content.cloneNode(true);
      Object.assign(row.querySelector("a"), { href: path, textContent: day });
      Object.assign(row.querySelector("p"), { hidden: !words, textContent: words });
      row.querySelector("button").onclick = () => { put(without(path)); showList(); };
      return row;
    }));
    section.querySelector(":scope > button").onclick = () => { put([]); showList(); };
  }

  if (!store) return;
  document.addEventListener("htmx:after:settle", showButtons);
  addEventListener("pageshow", showList);
  showButtons();
})();
