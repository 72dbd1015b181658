// @ts-check
/**
 * Live camera. The browser's own detector, where there is one, only says "there is something";
 * frames are read on the server, about three a second, never two at once.
 *
 * A code counts again only after it left the view; while it stays the page says so and offers to
 * count it once more. Source: scanning.md 2.2 and 5.1.
 */

import { boxOf, decode, jpeg } from "./decode.js";

const EVERY = 330;
const FRAME = { longest: 1280, quality: 0.8 };
/** A frame goes out this often even when the browser's detector sees nothing: it knows few kinds. */
const ANYWAY = 1300;
const GONE_AFTER = 1500;
const HINT_AFTER = 3000;
const PHOTO_AFTER = 8000;
const PAUSE_AFTER = 30000;
/** The aim box as parts of the picture shown, as in the style sheet. */
const AIM = { side: 0.07, top: 0.08, bottom: 0.26 };
const MATCH = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };

/**
 * @typedef {object} CameraOptions
 * @property {string} token
 * @property {(read: import("./decode.js").Read) => void} onScan
 * @property {(isOpen: boolean) => void} onOpen
 * @property {() => void} onPhotoInstead
 */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class Camera {
  /** @param {CameraOptions} options */
  constructor(options) {
    this.options = options;
    this.video = /** @type {HTMLVideoElement} */ (byId("video"));
    /** @type {MediaStream|null} */
    this.stream = null;
    /** @type {any} */
    this.detector = null;
    /** @type {any} */
    this.wakeLock = null;
    /** When each code was last in view. @type {Map<string, number>} */
    this.inView = new Map();
    this.isRunning = false;
    this.openedAt = 0;
    this.lastReadAt = 0;
    this.lastSentAt = 0;
    this.zoomStep = 1;
    byId("camera-off").addEventListener("click", () => this.close());
    byId("torch").addEventListener("click", () => void this.toggleTorch());
    byId("zoom").addEventListener("click", () => void this.nextZoom());
  }

  toggle() {
    if (this.stream) this.close();
    else void this.open();
  }

  async open() {
    byId("view").hidden = false;
    this.options.onOpen(true);
    if (!navigator.mediaDevices?.getUserMedia) {
      this.say("The camera needs a secure address (https).", "Take a photo", () => this.options.onPhotoInstead());
      return;
    }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: MATCH, audio: false });
    } catch (error) {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      const text = refused ? "The camera is not allowed here. Allow it in the browser's settings." : "No camera found.";
      this.say(text, "Take a photo", () => this.options.onPhotoInstead());
      return;
    }
    this.video.srcObject = this.stream;
    await this.video.play();
    this.offerLightAndZoom();
    await this.findDetector();
    this.start();
  }

  start() {
    const now = performance.now();
    this.openedAt = now;
    this.lastReadAt = now;
    this.isRunning = true;
    this.say("Hold the code in the box.");
    void this.keepAwake();
    void this.loop();
  }

  close() {
    this.isRunning = false;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.inView.clear();
    this.showBoxes([]);
    byId("view").hidden = true;
    void this.wakeLock?.release?.();
    this.wakeLock = null;
    this.options.onOpen(false);
  }

  /** Stop looking but keep the stream: some browsers ask for permission on every new one. */
  pause() {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.video.pause();
    this.say("Camera paused.", "Go on", () => {
      void this.video.play();
      this.start();
    });
  }

  async keepAwake() {
    try {
      this.wakeLock ??= await /** @type {any} */ (navigator).wakeLock?.request("screen");
    } catch {
      // The screen may sleep; nothing is lost.
    }
  }

  async findDetector() {
    const Detector = /** @type {any} */ (window).BarcodeDetector;
    if (!Detector || this.detector) return;
    try {
      const formats = await Detector.getSupportedFormats();
      if (formats.length > 0) this.detector = new Detector({ formats });
    } catch {
      this.detector = null;
    }
  }

  /** One look after the other; a slow answer makes the next look later, never double. */
  async loop() {
    while (this.isRunning) {
      const began = performance.now();
      await this.look();
      this.hint();
      const rest = Math.max(0, EVERY - (performance.now() - began));
      await new Promise((resolve) => window.setTimeout(resolve, rest));
    }
  }

  async look() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || !(await this.isWorthSending())) return;
    const picture = await jpeg(this.video, width, height, FRAME);
    if (!picture) return;
    this.lastSentAt = performance.now();
    const { found, problem } = await decode([picture], this.options.token, true);
    if (!this.isRunning) return;
    if (problem && problem.code !== "scan-unreadable") this.say(problem.detail);
    else this.onFound(this.inAim(found, width, height));
  }

  async isWorthSending() {
    if (!this.detector || performance.now() - this.lastSentAt > ANYWAY) return true;
    try {
      return (await this.detector.detect(this.video)).length > 0;
    } catch {
      this.detector = null;
      return true;
    }
  }

  /**
   * How the picture lies in its frame: it fills it, and what stands over is cut off.
   * @param {number} width
   * @param {number} height
   */
  placed(width, height) {
    const sent = Math.min(1, FRAME.longest / Math.max(width, height));
    const { clientWidth, clientHeight } = this.video;
    const scale = Math.max(clientWidth / width, clientHeight / height);
    return {
      scale: scale / sent,
      left: (clientWidth - width * scale) / 2,
      top: (clientHeight - height * scale) / 2,
      width: clientWidth,
      height: clientHeight,
    };
  }

  /**
   * Keep the codes whose middle is in the aim box, with their places on the screen.
   * @param {import("./decode.js").Read[]} found
   * @param {number} width
   * @param {number} height
   */
  inAim(found, width, height) {
    const place = this.placed(width, height);
    return found
      .map((read) => {
        const box = read.outline.length ? boxOf(read.outline) : null;
        const at = box && {
          left: box.left * place.scale + place.left,
          right: box.right * place.scale + place.left,
          top: box.top * place.scale + place.top,
          bottom: box.bottom * place.scale + place.top,
        };
        return { read, at };
      })
      .filter(({ at }) => {
        if (!at) return true;
        const x = (at.left + at.right) / 2 / place.width;
        const y = (at.top + at.bottom) / 2 / place.height;
        return x > AIM.side && x < 1 - AIM.side && y > AIM.top && y < 1 - AIM.bottom;
      });
  }

  /** @param {{read: import("./decode.js").Read, at: any}[]} found */
  onFound(found) {
    const now = performance.now();
    for (const [text, seen] of this.inView) if (now - seen > GONE_AFTER) this.inView.delete(text);
    const fresh = found.filter(({ read }) => !this.inView.has(read.text));
    byId("aim").classList.toggle("read", found.length > 0);
    if (found.length > 0) this.lastReadAt = now;
    if (found.length > 1 || (fresh.length === 1 && !fresh[0].read.safe)) {
      for (const { read } of found) if (this.inView.has(read.text)) this.inView.set(read.text, now);
      this.showBoxes(found);
      this.say(found.length > 1 ? `${found.length} codes in view. Tap one.` : "Not certain. Tap the code to take it.");
      return;
    }
    this.showBoxes([]);
    if (fresh.length === 1) this.take(fresh[0].read);
    else if (found.length === 1) this.sameAgain(found[0].read, now);
  }

  /** @param {import("./decode.js").Read} read */
  take(read) {
    this.inView.set(read.text, performance.now());
    this.showBoxes([]);
    this.say("Read. Take the code out of view for the next one.");
    this.options.onScan(read);
  }

  /**
   * A silent skip would look like a lost scan.
   * @param {import("./decode.js").Read} read
   * @param {number} now
   */
  sameAgain(read, now) {
    this.inView.set(read.text, now);
    this.say("Same code, counted once.", "Count again", () => {
      this.inView.set(read.text, performance.now());
      this.options.onScan(read);
    });
  }

  hint() {
    const now = performance.now();
    const idle = now - this.lastReadAt;
    if (idle > PAUSE_AFTER) this.pause();
    else if (idle > PHOTO_AFTER) this.say("No luck?", "Take a photo", () => this.options.onPhotoInstead());
    else if (idle > HINT_AFTER) this.say("Move back a little and hold still.");
  }

  /**
   * @param {string} text
   * @param {string} [label] of a button beside it
   * @param {() => void} [act]
   */
  say(text, label, act) {
    const place = byId("camera-say");
    if (place.dataset.said === text + (label ?? "")) return;
    place.dataset.said = text + (label ?? "");
    const words = document.createElement("span");
    words.textContent = text;
    place.replaceChildren(words);
    if (!label || !act) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      button.blur();
      act();
    });
    place.append(button);
  }

  /** @param {{read: import("./decode.js").Read, at: any}[]} found */
  showBoxes(found) {
    byId("boxes").replaceChildren(...found.filter(({ at }) => at).map(({ read, at }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", `Take ${read.text}`);
      button.style.left = `${at.left}px`;
      button.style.top = `${at.top}px`;
      button.style.width = `${at.right - at.left}px`;
      button.style.height = `${at.bottom - at.top}px`;
      button.addEventListener("click", () => this.take(read));
      return button;
    }));
  }

  track() {
    return this.stream?.getVideoTracks()[0];
  }

  /** Light and zoom only where this camera has them. */
  offerLightAndZoom() {
    const can = /** @type {any} */ (this.track()?.getCapabilities?.() ?? {});
    byId("torch").hidden = !can.torch;
    byId("zoom").hidden = !can.zoom || can.zoom.max < 2;
  }

  async toggleTorch() {
    const isOn = byId("torch").getAttribute("aria-pressed") !== "true";
    await this.apply({ torch: isOn });
    byId("torch").setAttribute("aria-pressed", String(isOn));
  }

  async nextZoom() {
    const can = /** @type {any} */ (this.track()?.getCapabilities?.() ?? {});
    this.zoomStep = this.zoomStep >= 3 || this.zoomStep + 1 > (can.zoom?.max ?? 1) ? 1 : this.zoomStep + 1;
    await this.apply({ zoom: this.zoomStep });
    byId("zoom").textContent = `${this.zoomStep}×`;
  }

  /** @param {object} what */
  async apply(what) {
    try {
      await this.track()?.applyConstraints({ advanced: [/** @type {any} */ (what)] });
    } catch {
      this.say("This camera cannot do that.");
    }
  }
}
