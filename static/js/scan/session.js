// @ts-check
/**
 * The screen: shows what the server said. Only `textContent` is used, so that nothing that was
 * scanned can become part of the page.
 */

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

const SIGNALS = {
  success: { icon: "ok", word: "OK" },
  warning: { icon: "look", word: "LOOK" },
  error: { icon: "stop", word: "STOP" },
  waiting: { icon: "wait", word: "SENDING" },
};

/** Writing-direction marks and invisible signs. */
const INVISIBLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A badge stands for a person; its letters are for nobody's eyes. */
const BADGE = /^(\][A-Za-z][0-9A-Za-z])?\s*XK[A-Z]{16}\s*$/i;

/**
 * Make control signs visible: GS as ␝, other invisible ones by their number.
 * @param {string} text
 */
export function shown(text) {
  if (BADGE.test(text)) return "(a badge)";
  return text
    .replace(/[\x00-\x1f]/g, (sign) => String.fromCharCode(0x2400 + sign.charCodeAt(0)))
    .replace(INVISIBLE, (sign) => `[${sign.charCodeAt(0).toString(16).padStart(4, "0")}]`);
}

/**
 * Make an element with text.
 * @param {string} tag
 * @param {string} [text]
 * @param {string} [className]
 */
function made(tag, text = "", className = "") {
  const one = document.createElement(tag);
  if (text) one.textContent = text;
  if (className) one.className = className;
  return one;
}

/**
 * @param {HTMLElement} one
 * @param {string} text
 */
function fill(one, text) {
  one.textContent = text;
  one.hidden = text === "";
}

export class Screen {
  constructor() {
    this.sessionId = "";
    this.version = 0;
    this.hasSpoken = false;
    this.band = element("band");
    this.icons = element("main").dataset.icons ?? "";
    /** @type {() => void} */
    this.onAsksQuantity = () => {};
  }

  /**
   * Echo a reading at once, before the server knows of it.
   * @param {{text?: string, command?: string, choice?: string, quantity?: string}} what
   */
  showTaken(what) {
    this.hasSpoken = true;
    element("read-text").textContent = shown(what.text ?? "");
    element("read").hidden = what.text === undefined;
    const said = what.text ?? what.command ?? what.quantity ?? "";
    this.signal("waiting");
    fill(element("headline"), what.choice ? "…" : shown(said));
    for (const id of ["quantity", "detail", "message"]) fill(element(id), "");
  }

  /**
   * Show a reply of the server.
   * @param {any} reply
   */
  showReply(reply) {
    this.hasSpoken = true;
    this.showState(reply);
    this.signal(reply.signal);
    const { result } = reply;
    fill(element("headline"), result ? result.headline : reply.message);
    this.showQuantity(result);
    fill(element("detail"), result?.detail ?? "");
    fill(element("message"), result ? reply.message : "");
    this.scrollUp();
  }

  /** @param {{quantity?: string, unit?: string}|null} result */
  showQuantity(result) {
    const place = element("quantity");
    fill(place, result?.quantity ?? "");
    if (result?.quantity && result.unit) place.append(" ", made("small", result.unit));
  }

  /**
   * Show a refusal and where the task stands now.
   * @param {any} problem
   * @param {import("./queue.js").Scan|null} scan
   */
  showProblem(problem, scan) {
    this.hasSpoken = true;
    if (problem.reply) this.showState(problem.reply);
    this.signal("error");
    fill(element("headline"), problem.detail ?? "The answer could not be read. Scan again.");
    this.showQuantity(null);
    const others = (problem.errors ?? []).slice(1, 4);
    fill(element("detail"), others.map((/** @type {any} */ each) => each.message).join(" "));
    fill(element("message"), "");
    if (scan?.body.text !== undefined) {
      element("read-text").textContent = shown(scan.body.text);
      element("read").hidden = false;
    }
    this.scrollUp();
  }

  /**
   * Show the state of the task: what the next scan does, where we are, what is staged.
   * @param {any} reply
   */
  showState(reply) {
    this.sessionId = reply.session_id || this.sessionId;
    this.version = reply.version;
    for (const field of document.querySelectorAll("input[name=session_id]")) {
      /** @type {HTMLInputElement} */ (field).value = this.sessionId;
    }
    element("title").textContent = reply.prompt.title;
    element("where").textContent = reply.prompt.where;
    fill(element("hint"), reply.prompt.hint);
    this.showLines(reply.lines, reply.lines_total);
    this.showChoices(reply.choices);
    this.showButtons(reply.buttons);
    this.showCard(reply.card, reply.buttons);
    /** @type {HTMLButtonElement} */ (element("undo")).disabled = !reply.can_undo;
    this.showAsked(reply);
  }

  /** @param {any} reply */
  showAsked(reply) {
    const box = /** @type {HTMLInputElement} */ (element("box"));
    const wanted = { lot: "Scan or type the lot", serial: "Scan or type the serial", expiration: "Expiry as 2027-03-31" };
    box.placeholder = wanted[/** @type {keyof typeof wanted} */ (reply.asks_text)] ?? "Scan or type a code";
    // A number is always taken after goods; the pad opens by itself only where nothing else helps.
    if (reply.asks_quantity && !reply.prompt.expects.includes("item")) this.onAsksQuantity();
  }

  /**
   * @param {any[]} lines
   * @param {number} total how many there are, if more than are shown
   */
  showLines(lines, total) {
    const rows = lines.map((line) => {
      const row = made("li", "", line.state);
      const what = made("div", "", "what");
      what.append(made("b", line.headline), made("span", line.detail, "quiet small"));
      const much = made("span", line.quantity, "much");
      if (line.unit) much.append(" ", made("small", line.unit));
      row.append(what, much);
      if (line.id) {
        const remove = this.button("command", `REMOVE:${line.id}`, "×", "remove");
        remove.setAttribute("aria-label", `Remove ${line.headline}`);
        row.append(remove);
      }
      return row;
    });
    if (total > lines.length) rows.push(made("li", `and ${total - lines.length} more`, "quiet"));
    element("lines").replaceChildren(...rows);
  }

  /** @param {any[]} choices */
  showChoices(choices) {
    const place = element("choices");
    place.hidden = choices.length === 0;
    place.replaceChildren(...choices.map((choice) => {
      const button = this.button("choice", choice.id, choice.label, "button big");
      if (choice.detail) button.append(made("span", choice.detail));
      return button;
    }));
  }

  /** @param {any[]} buttons at most three */
  showButtons(buttons) {
    element("acts").replaceChildren(...buttons.map((each) =>
      this.button("command", each.command, each.label, `button big ${each.kind}`)));
  }

  /**
   * @param {string} name
   * @param {string} value
   * @param {string} label
   * @param {string} className
   */
  button(name, value, label, className) {
    const button = /** @type {HTMLButtonElement} */ (made("button", label, className));
    button.name = name;
    button.value = value;
    return button;
  }

  /**
   * @param {any} card the facts of a look-up, or null
   * @param {any[]} buttons those at the bottom; the card does not repeat them
   */
  showCard(card, buttons) {
    const place = element("card");
    place.hidden = !card;
    place.replaceChildren();
    if (!card) return;
    const facts = made("dl", "", "facts");
    for (const [label, value] of card.rows ?? []) facts.append(made("dt", label), made("dd", value));
    const actions = made("div", "", "acts");
    const shownBelow = new Set(buttons.map((each) => each.command));
    const own = card.actions.filter((/** @type {any} */ each) => !shownBelow.has(each.command));
    actions.append(...own.map((/** @type {any} */ each) =>
      this.button("command", each.command, each.label, `button big ${each.kind}`)));
    place.append(made("h2", card.headline), actions, facts);
    if (card.stock.length) place.append(this.stockTable(card.stock));
    if (card.entries.length) place.append(this.entryTable(card.entries));
  }

  /** @param {any[]} stock */
  stockTable(stock) {
    const rows = stock.map((each) => [
      [each.location_code, each.bin].filter(Boolean).join(" · "),
      [each.item_no, each.variant_code, each.lot, each.serial, each.expiration].filter(Boolean).join(" · "),
      `${each.quantity} ${each.unit}`,
    ]);
    return this.table("In stock", ["Place", "What", "Quantity"], rows);
  }

  /** @param {any[]} entries */
  entryTable(entries) {
    const rows = entries.map((each) => [
      each.posting_date,
      [each.entry_type.replaceAll("_", " "), each.document_no, each.bin].filter(Boolean).join(" · "),
      `${each.quantity} ${each.unit}`,
    ]);
    return this.table("Last movements", ["Date", "What", "Quantity"], rows);
  }

  /**
   * @param {string} caption
   * @param {string[]} heads
   * @param {string[][]} rows
   */
  table(caption, heads, rows) {
    const table = made("table");
    table.append(made("caption", caption));
    if (heads.length) {
      const head = made("tr");
      head.append(...heads.map((text) => made("th", text)));
      table.append(made("thead"));
      /** @type {HTMLElement} */ (table.lastChild).append(head);
    }
    const body = made("tbody");
    for (const cells of rows) {
      const row = made("tr");
      row.append(...cells.map((text, index) => made("td", text, index === cells.length - 1 ? "number" : "")));
      body.append(row);
    }
    table.append(body);
    const frame = made("div", "", "table");
    frame.append(table);
    return frame;
  }

  /**
   * Colour, icon and word together; the band stays until the next scan.
   * @param {string} name
   */
  signal(name) {
    const kind = SIGNALS[/** @type {keyof typeof SIGNALS} */ (name)] ?? SIGNALS.success;
    this.band.setAttribute("aria-live", name === "error" ? "assertive" : "polite");
    this.band.className = `band ${name}`;
    void this.band.offsetWidth; // restart the short flash
    if (name !== "waiting") this.band.classList.add("fresh");
    const word = element("word");
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.icons}#${kind.icon}`);
    icon.append(use);
    word.replaceChildren(icon, kind.word);
    word.hidden = false;
  }

  /**
   * Say something that is neither success nor error, such as "Reading the picture".
   * @param {string} word
   * @param {string} sentence
   */
  showNote(word, sentence) {
    this.hasSpoken = true;
    this.signal("waiting");
    element("word").lastChild?.replaceWith(word);
    fill(element("headline"), sentence);
    for (const id of ["quantity", "detail", "message"]) fill(element(id), "");
  }

  /**
   * Let the person tap one of several codes of a picture.
   * @param {{text: string, format: string}[]} found
   * @param {string} picture address of the picture, "" if it cannot be shown
   * @param {(index: number) => void} chosen
   */
  showFound(found, picture, chosen) {
    this.signal("warning");
    fill(element("headline"), `${found.length} codes in the picture. Tap the one you mean.`);
    const buttons = found.map((each, index) => {
      const button = /** @type {HTMLButtonElement} */ (made("button", shown(each.text), "button big"));
      button.type = "button";
      button.append(made("span", each.format));
      button.addEventListener("click", () => chosen(index));
      return button;
    });
    const place = element("choices");
    if (picture) {
      const frame = made("div", "", "shot");
      const image = /** @type {HTMLImageElement} */ (made("img"));
      image.src = picture;
      image.alt = "The picture taken";
      frame.append(image);
      place.replaceChildren(frame, ...buttons);
    } else {
      place.replaceChildren(...buttons);
    }
    place.hidden = false;
    this.scrollUp();
  }

  /**
   * Show how many scans wait for an answer, and how many of somebody else this device keeps.
   * @param {{count: number, oldest: number, why: string, others: number}} pending
   */
  showPending({ count, oldest, why, others }) {
    const badge = element("pending");
    badge.hidden = count + others === 0;
    const minutes = Math.floor(oldest / 60000);
    const age = minutes ? `, oldest ${minutes} min` : "";
    const reason = { offline: "no network, ", busy: "system busy, ", "sign-in": "signed out, " };
    const waiting = `${reason[/** @type {keyof typeof reason} */ (why)] ?? ""}${count} waiting${age}`;
    badge.textContent = count ? waiting : `${others} kept for others`;
    if (count && why && why !== "sign-in") {
      this.signal("waiting");
      element("word").lastChild?.replaceWith("WAITING");
      fill(element("headline"), "Not sent yet. Your scans are kept on this device and go out in order.");
    }
  }

  /**
   * @param {string} address where the person signs in or loads the page anew
   * @param {boolean} isOld true when the page, not the person, is out of date
   */
  showHeld(address, isOld) {
    this.signal("warning");
    const why = isOld ? "This page is out of date. Load it again." : "You were signed out. Sign in to go on.";
    fill(element("headline"), `${why} Your scans are kept.`);
    const link = /** @type {HTMLAnchorElement} */ (made("a", isOld ? "Load again" : "Sign in", "button primary big"));
    link.href = address;
    element("acts").replaceChildren(link);
  }

  scrollUp() {
    element("upper").scrollTop = 0;
  }
}
