// @ts-check
/**
 * Sound and vibration. The three signals differ in number and pitch, not in loudness:
 * success one high, warning two, error three low. Source: scanning.md 5.1.
 */

/** Pitch in Hz, count, seconds each, and the vibration in milliseconds. */
const SIGNALS = {
  success: { pitch: 1320, count: 1, seconds: 0.09, shake: [60] },
  warning: { pitch: 660, count: 2, seconds: 0.12, shake: [80, 70, 80] },
  error: { pitch: 196, count: 3, seconds: 0.16, shake: [160, 80, 160, 80, 160] },
};
const PAUSE = 0.06;
const LOUDNESS = 0.35;
const KEY = "scanner.sound";

export class Feedback {
  /** @param {HTMLElement} button the switch in the menu */
  constructor(button) {
    this.button = button;
    /** @type {AudioContext|null} */
    this.audio = null;
    this.isOn = this.remembered();
    this.label();
  }

  remembered() {
    try {
      return localStorage.getItem(KEY) !== "off";
    } catch {
      return true;
    }
  }

  /** Browsers let a page sound only after it was touched once. */
  unlock() {
    const Context = window.AudioContext;
    if (!Context) return;
    this.audio ??= new Context();
    if (this.audio.state === "suspended") void this.audio.resume();
  }

  toggle() {
    this.isOn = !this.isOn;
    try {
      localStorage.setItem(KEY, this.isOn ? "on" : "off");
    } catch {
      // Not kept in a private window.
    }
    this.label();
    if (this.isOn) this.signal("success");
  }

  label() {
    this.button.setAttribute("aria-pressed", String(this.isOn));
    this.button.textContent = this.isOn ? "Sound is on" : "Sound is off";
  }

  /** @param {string} name success, warning or error */
  signal(name) {
    const signal = SIGNALS[/** @type {keyof typeof SIGNALS} */ (name)] ?? SIGNALS.success;
    if (typeof navigator.vibrate === "function") navigator.vibrate(signal.shake);
    if (this.isOn && this.audio?.state === "running") this.play(signal);
  }

  /** @param {{pitch: number, count: number, seconds: number}} signal */
  play(signal) {
    const audio = /** @type {AudioContext} */ (this.audio);
    for (let index = 0; index < signal.count; index += 1) {
      const start = audio.currentTime + index * (signal.seconds + PAUSE);
      const tone = audio.createOscillator();
      const level = audio.createGain();
      tone.type = signal.pitch < 300 ? "square" : "sine";
      tone.frequency.value = signal.pitch;
      level.gain.setValueAtTime(LOUDNESS, start);
      level.gain.exponentialRampToValueAtTime(0.001, start + signal.seconds);
      tone.connect(level).connect(audio.destination);
      tone.start(start);
      tone.stop(start + signal.seconds);
    }
  }
}
