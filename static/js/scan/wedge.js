// @ts-check
/**
 * Keyboard-wedge scanners: tells a scan from typing, wherever the focus is.
 *
 * Order of trust (scanning.md 6.1): Enter or Tab after at least 4 signs in a scanner's rhythm; text
 * inserted all at once; a longer burst followed by silence. Everything else is typing and is left
 * alone. Nothing is trimmed: a closing 0x1D or a space can be data; only the suffix is removed.
 */

const LENGTH_MIN = 4;
const LENGTH_MIN_WITHOUT_SUFFIX = 6;
const MEDIAN_GAP_MAX = 35;
const GAP_MAX = 100;
const SILENCE = 120;
/** A wireless scanner may stall inside a code; what follows this soon is the rest of it. */
const STALL_MAX = 1500;
/** Enter this long after a scan belongs to it (some devices send it late). */
const LATE_SUFFIX = 150;

/** Control characters that scanners send as Ctrl and a key. */
const CONTROL = new Map([
  ["]", "\x1d"],
  ["^", "\x1e"],
  ["6", "\x1e"],
  ["\\", "\x1c"],
  ["_", "\x1f"],
  ["d", "\x04"],
]);

/**
 * Say whether the gaps between signs are a scanner's.
 * @param {number[]} times milliseconds of each sign, rising
 */
export function isRhythm(times) {
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  if (gaps.length === 0) return false;
  if (Math.max(...gaps) > GAP_MAX) return false;
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] <= MEDIAN_GAP_MAX;
}

/**
 * Split what arrived at once into scans: at the suffix, never by length.
 * @param {string} text
 */
export function splitAtSuffix(text) {
  return text.split(/[\r\n\t]+/).filter((part) => part !== "");
}

/** @param {EventTarget|null} target */
function isTextField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !/^(button|checkbox|file|radio|submit)$/.test(target.type);
}

/**
 * @typedef {object} WedgeOptions
 * @property {HTMLInputElement} box the scan box
 * @property {() => boolean} isTyping true while the person has raised the keyboard for the box
 * @property {(text: string) => void} onScan
 * @property {(text: string) => void} onTyped
 */

export class Wedge {
  /** @param {WedgeOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {string[]} */
    this.signs = [];
    /** @type {number[]} */
    this.times = [];
    this.valueBefore = "";
    this.isInserted = false;
    this.expectsInput = false;
    this.endedAt = -Infinity;
    this.stalled = { text: "", at: -Infinity };
    /** Once a scan came with its suffix, silence alone no longer ends one. */
    this.hasSuffix = false;
    this.timer = 0;
  }

  /** Begin to listen on the whole page, before anything else hears the keys. */
  listen() {
    document.addEventListener("keydown", (event) => this.onKey(event), true);
    document.addEventListener("keyup", (event) => this.onKeyUp(event), true);
    document.addEventListener("beforeinput", (event) => this.onInsert(event), true);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.repeat) return;
    if (event.isComposing || event.keyCode === 229 || event.key === "Unidentified") {
      this.expectsInput = true; // the sign itself comes with beforeinput
      return;
    }
    this.expectsInput = false;
    if (event.key === "Enter" || event.key === "Tab") this.onSuffix(event);
    else if (event.ctrlKey && !event.altKey && !event.metaKey) this.onControl(event);
    else if (event.key.length === 1 && !event.metaKey) this.onSign(event);
  }

  /** @param {KeyboardEvent} event */
  onSign(event) {
    const inField = isTextField(event.target);
    this.add(event.key, event.timeStamp, event.target);
    // Outside a field a sign would scroll the page or press the focused button.
    if (!inField) event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  onControl(event) {
    const name = event.code === "BracketRight" ? "]" : event.key.toLowerCase();
    const sign = CONTROL.get(name);
    const isInside = this.signs.length > 0 && event.timeStamp - this.times[this.times.length - 1] <= GAP_MAX;
    if (sign === undefined || (sign !== "\x1d" && !isInside)) return;
    event.preventDefault();
    this.add(sign, event.timeStamp, event.target);
  }

  /** @param {KeyboardEvent} event */
  onKeyUp(event) {
    const last = this.times[this.times.length - 1] ?? -Infinity;
    // A space of a scan must not press the focused button on its way up.
    if (event.key === " " && !isTextField(event.target) && event.timeStamp - last <= GAP_MAX) {
      event.preventDefault();
    }
  }

  /** @param {InputEvent} event */
  onInsert(event) {
    const data = event.data ?? "";
    if (event.inputType === "insertFromPaste" || !event.inputType.startsWith("insert") || !data) return;
    const isBox = event.target === this.options.box;
    if (data.length >= LENGTH_MIN && isBox && !this.options.isTyping()) {
      event.preventDefault();
      this.onWhole(data, event.timeStamp);
    } else if (this.expectsInput) {
      for (const sign of data) this.add(sign, event.timeStamp, event.target);
    }
  }

  /**
   * Take text that a device inserted all at once.
   * @param {string} data
   * @param {number} time
   */
  onWhole(data, time) {
    const parts = splitAtSuffix(data);
    const rest = /[\r\n\t]$/.test(data) ? "" : (parts.pop() ?? "");
    for (const part of parts) this.options.onScan(this.takeSigns() + part);
    if (rest) {
      this.add(rest, time, this.options.box);
      this.isInserted = true;
    } else {
      this.endedAt = time;
    }
  }

  /**
   * @param {string} sign
   * @param {number} time
   * @param {EventTarget|null} target
   */
  add(sign, time, target) {
    const last = this.times[this.times.length - 1];
    if (last !== undefined && time - last > GAP_MAX) this.letGo(target);
    if (this.signs.length === 0) {
      this.valueBefore = isTextField(target) ? /** @type {HTMLInputElement} */ (target).value ?? "" : "";
    }
    this.signs.push(sign);
    this.times.push(time);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.onSilence(target), SILENCE);
  }

  /**
   * Slow signs are typing: in a field they stand there already, elsewhere they go into the box.
   * @param {EventTarget|null} target
   */
  letGo(target) {
    const at = this.times[this.times.length - 1];
    const isStalled = this.times.length === 1 || isRhythm(this.times);
    const text = this.takeSigns();
    this.stalled = isStalled ? { text, at } : { text: "", at: -Infinity };
    if (!text || isTextField(target)) return;
    const box = this.options.box;
    box.value += text.replace(/[\x00-\x1f]/g, "");
    box.focus({ preventScroll: true });
  }

  /** Empty the buffer at once, before anything else can happen. */
  takeSigns() {
    const text = this.signs.join("");
    this.signs = [];
    this.times = [];
    this.isInserted = false;
    window.clearTimeout(this.timer);
    return text;
  }

  /** Return the first part of a code that stalled, if this is its rest. */
  takeStalled() {
    const { text, at } = this.stalled;
    this.stalled = { text: "", at: -Infinity };
    return this.times[0] - at <= STALL_MAX ? text : "";
  }

  isScan() {
    const length = this.signs.join("").length;
    return length >= LENGTH_MIN && (this.isInserted || isRhythm(this.times));
  }

  /** @param {KeyboardEvent} event */
  onSuffix(event) {
    if (this.signs.length === 0) {
      if (event.timeStamp - this.endedAt <= LATE_SUFFIX) this.swallow(event);
      return; // a person pressing a button or leaving a field
    }
    const { box } = this.options;
    const isLate = event.timeStamp - this.times[this.times.length - 1] > GAP_MAX;
    const stalled = this.takeStalled();
    if ((this.isScan() || stalled) && !isLate) {
      this.swallow(event);
      this.restore(event.target);
      this.endedAt = event.timeStamp;
      this.hasSuffix = true;
      this.options.onScan(stalled + this.takeSigns());
      return;
    }
    const text = this.takeSigns();
    if (isTextField(event.target) || event.key !== "Enter") return; // typed: the form takes it
    this.swallow(event);
    this.options.onTyped(box.value + text);
  }

  /** @param {KeyboardEvent} event */
  swallow(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /**
   * Take a scan out of the field it was typed into; what the person had typed before stays.
   * @param {EventTarget|null} target
   */
  restore(target) {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
      target.value = this.valueBefore;
    }
  }

  /** @param {EventTarget|null} target */
  onSilence(target) {
    const inOtherField = isTextField(target) && target !== this.options.box;
    const isLong = this.signs.join("").length >= LENGTH_MIN_WITHOUT_SUFFIX;
    const isWhole = this.isInserted || (isLong && !this.hasSuffix && this.isEven());
    if (!inOtherField && isWhole) {
      this.restore(target);
      this.endedAt = this.times[this.times.length - 1];
      this.options.onScan(this.takeSigns());
      return;
    }
    this.letGo(target);
  }

  /** Without a suffix every gap must be a scanner's, not only most of them. */
  isEven() {
    return this.times.every((time, index) => index === 0 || time - this.times[index - 1] <= MEDIAN_GAP_MAX);
  }
}
