// @ts-check
/**
 * The phone page: joins the readers (wedge, camera, photo, typing) to the queue, and the queue to
 * the screen. The state of the task is on the server; this page only shows it.
 */

import { Camera } from "./camera.js";
import { Feedback } from "./feedback.js";
import { Photo } from "./photo.js";
import { Queue, newId } from "./queue.js";
import { Screen, element } from "./session.js";
import { Wedge } from "./wedge.js";

const main = element("main");
const person = main.dataset.person ?? "";
const token = /** @type {HTMLMetaElement} */ (document.querySelector("meta[name=csrf-token]")).content;

const feedback = new Feedback(element("sound"));
const screen = new Screen();
const box = /** @type {HTMLInputElement} */ (element("box"));

// The server showed the conversation that goes on; a new one gets its id here, so that scans
// made before the first answer belong together.
screen.sessionId = /** @type {HTMLInputElement} */ (document.querySelector("#dock [name=session_id]")).value || newId();

const queue = new Queue({
  person,
  token,
  sessionId: () => screen.sessionId,
  onReply: (reply) => {
    screen.showReply(reply);
    feedback.signal(reply.signal);
  },
  onProblem: (problem, scan) => {
    screen.showProblem(problem, scan);
    feedback.signal("error");
  },
  onPending: (pending) => screen.showPending(pending),
  onHeld: (code) => {
    const isOld = code === "cross-site";
    screen.showHeld(isOld ? "/scan" : (main.dataset.signIn ?? "/"), isOld);
    feedback.signal("warning");
  },
});

/**
 * Take one reading: show it at once, then give it to the queue.
 * @param {Partial<import("./queue.js").ScanBody>} what
 */
function take(what) {
  screen.showTaken(what);
  queue.add(what);
  box.value = "";
  closePad();
}

/**
 * Take a tapped button, with the state it was shown in: unless scans are still on their way, a tap
 * on a screen that is out of date is refused.
 * @param {Partial<import("./queue.js").ScanBody>} what
 */
function tap(what) {
  take({ ...what, channel: "button", version: queue.scans.length ? 0 : screen.version });
}

const wedge = new Wedge({
  box,
  isTyping: () => box.inputMode === "text",
  onScan: (text) => take({ text, channel: "wedge" }),
  onTyped: (text) => take({ text, channel: "typed" }),
});
wedge.listen();

const camera = new Camera({
  token,
  onScan: (read) => take({ text: read.text, aim: read.aim, symbology: read.format, channel: "camera" }),
  onOpen: (isOpen) => {
    element("camera").setAttribute("aria-pressed", String(isOpen));
    document.body.classList.toggle("camera-open", isOpen);
  },
  onPhotoInstead: () => photo.ask(),
});

const photo = new Photo({
  token,
  onScan: (read) => take({ text: read.text, aim: read.aim, symbology: read.format, channel: "photo" }),
  onSay: (word, sentence) => screen.showNote(word, sentence),
  onProblem: (problem) => {
    screen.showProblem(problem, null);
    feedback.signal("error");
  },
  onChoose: (found, picture, chosen) => screen.showFound(found, picture, chosen),
});

// ---- what is tapped ----

for (const id of ["dock", "answers"]) {
  element(id).addEventListener("submit", (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement|null} */ (/** @type {SubmitEvent} */ (event).submitter);
    if (button?.name === "command") tap({ command: button.value });
    else if (button?.name === "choice") tap({ choice: button.value });
    else if (box.value) take({ text: box.value, channel: "typed" });
    rest();
  });
}

/** Put the focus back into the scan box with the keyboard down, so that no button keeps it. */
function rest() {
  box.inputMode = "none";
  box.focus({ preventScroll: true });
}

box.addEventListener("pointerdown", () => {
  box.inputMode = "text";
});
box.addEventListener("blur", () => {
  box.inputMode = "none";
});

element("camera").addEventListener("click", () => {
  camera.toggle();
  rest();
});
element("photo").addEventListener("click", () => photo.ask());
element("sound").addEventListener("click", () => feedback.toggle());
document.addEventListener("pointerdown", () => feedback.unlock(), { once: true });
document.addEventListener("keydown", () => feedback.unlock(), { once: true });

// ---- the number pad ----

const pad = element("pad");
const padShown = /** @type {HTMLOutputElement} */ (element("pad-shown"));
const PAD_LENGTH_MAX = 12;

element("number").addEventListener("click", () => {
  if (pad.hidden) openPad();
  else closePad();
  rest();
});
pad.addEventListener("click", (event) => {
  const key = /** @type {HTMLElement} */ (event.target).dataset.key;
  if (key === "⌫") padShown.value = padShown.value.slice(0, -1);
  else if (key === "." && padShown.value.includes(".")) return;
  else if (key && padShown.value.length < PAD_LENGTH_MAX) padShown.value += key;
  rest();
});
element("pad-ok").addEventListener("click", () => {
  if (padShown.value) take({ quantity: padShown.value, channel: "button" });
  rest();
});

function openPad() {
  padShown.value = "";
  pad.hidden = false;
  element("number").setAttribute("aria-pressed", "true");
  rest();
}

function closePad() {
  pad.hidden = true;
  element("number").setAttribute("aria-pressed", "false");
}

screen.onAsksQuantity = openPad;

// ---- begin ----

for (const id of ["camera", "photo", "number", "sound"]) element(id).hidden = false;
rest();
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") queue.wake();
  else camera.pause();
});

await queue.open();
document.documentElement.dataset.ready = "true";
window.addEventListener("securitypolicyviolation", (event) => console.error("blocked", event.blockedURI));
