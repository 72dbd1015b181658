// @ts-check
/**
 * The queue of scans: each gets an id when it is read, is kept on the phone until it was answered,
 * is sent strictly in order, and is repeated with the same id when the network fails. Nothing is
 * ever dropped; how many wait is always shown.
 */

/**
 * @typedef {object} ScanBody what POST /api/v1/scans takes; exactly one of text, command, choice,
 *   quantity
 * @property {string} [session_id]
 * @property {string} [text]
 * @property {string} [aim]
 * @property {string} [symbology]
 * @property {string} [command]
 * @property {string} [choice]
 * @property {string} [quantity]
 * @property {number} [version] what the screen showed when a button was tapped; 0 does not ask
 * @property {"camera"|"photo"|"wedge"|"typed"|"button"} channel
 * @property {string} [device_id]
 * @property {string} [device_time]
 */
/**
 * @typedef {object} Scan
 * @property {string} id
 * @property {string} person whose scan it is; never sent as somebody else's
 * @property {number} at milliseconds since 1970
 * @property {ScanBody} body
 * @property {boolean} isFixed true once sent: a repeat must be the same to the letter
 */
/**
 * @typedef {object} QueueOptions
 * @property {string} person
 * @property {string} token
 * @property {() => string} sessionId
 * @property {(reply: any) => void} onReply
 * @property {(problem: any, scan: Scan) => void} onProblem
 * @property {(pending: {count: number, oldest: number, why: string, others: number}) => void} onPending
 * @property {(code: string) => void} onHeld scans are kept until the person signs in or reloads
 */

const ADDRESS = "/api/v1/scans";
const WAITS = [500, 1000, 2000, 4000, 8000, 15000];
const ANSWER_WITHIN = 15000;
const FAULTS_MAX = 3;
/** Statuses that say: not now, send the same again. */
const LATER = new Set([429, 502, 503, 504, 507]);

/**
 * Make a UUIDv7 (RFC 9562, 5.7): rising with time.
 * @param {number} [now]
 */
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Keeps scans in IndexedDB; where there is none, in memory only. */
class Store {
  constructor() {
    /** @type {IDBDatabase|null} */
    this.database = null;
  }

  async open() {
    this.database = await new Promise((resolve) => {
      try {
        const request = indexedDB.open("scanner", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("scans", { keyPath: "id" });
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} act
   */
  run(mode, act) {
    const { database } = this;
    if (!database) return Promise.resolve(null);
    return new Promise((resolve) => {
      const transaction = database.transaction("scans", mode);
      const request = act(transaction.objectStore("scans"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => resolve(null);
    });
  }

  /** @param {Scan} scan */
  keep(scan) {
    return this.run("readwrite", (store) => store.put(scan));
  }

  /** @param {string} id */
  forget(id) {
    return this.run("readwrite", (store) => store.delete(id));
  }

  /** @returns {Promise<Scan[]>} in the order of their ids, which is the order of reading */
  async all() {
    return (await this.run("readonly", (store) => store.getAll())) ?? [];
  }
}

export class Queue {
  /** @param {QueueOptions} options */
  constructor(options) {
    this.options = options;
    this.store = new Store();
    /** @type {Scan[]} */
    this.scans = [];
    this.others = 0;
    this.isSending = false;
    this.tries = 0;
    this.faults = 0;
    this.timer = 0;
    this.why = "";
    this.lastAt = 0;
    this.device = deviceId();
    window.addEventListener("online", () => this.wake());
  }

  /** Take up what an earlier visit left behind. */
  async open() {
    await this.store.open();
    const kept = await this.store.all();
    const mine = kept.filter((scan) => scan.person === this.options.person);
    this.others = kept.length - mine.length;
    const known = new Set(this.scans.map((scan) => scan.id));
    this.scans = [...mine.filter((scan) => !known.has(scan.id)), ...this.scans];
    for (const scan of this.scans.slice(mine.length)) void this.store.keep(scan);
    this.tell();
    this.wake();
  }

  /**
   * Add one reading; returns before anything is sent.
   * @param {Partial<ScanBody>} what
   */
  add(what) {
    const at = Math.max(Date.now(), this.lastAt + 1); // ids of one millisecond would not be in order
    this.lastAt = at;
    /** @type {Scan} */
    const scan = {
      id: newId(at),
      person: this.options.person,
      at,
      body: {
        ...what,
        channel: what.channel ?? "typed",
        device_id: this.device,
        device_time: new Date(at).toISOString(),
      },
      isFixed: false,
    };
    this.scans.push(scan);
    void this.store.keep(scan);
    this.tell();
    this.send();
  }

  /** Try again now: the page is seen again, or the network is back. */
  wake() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.send();
  }

  /** Say how many wait; the count is shown from the first one that is not answered at once. */
  tell() {
    const oldest = this.scans.length ? Date.now() - this.scans[0].at : 0;
    const { why, others } = this;
    this.options.onPending({ count: this.scans.length, oldest, why, others });
  }

  /** Send the first scan; the next follows when it was answered. */
  send() {
    if (this.isSending || this.timer || this.scans.length === 0) return;
    this.isSending = true;
    void this.sendFirst().finally(() => {
      this.isSending = false;
      if (!this.timer) this.send();
    });
  }

  async sendFirst() {
    const scan = this.scans[0];
    if (!scan.isFixed) {
      scan.body.session_id = this.options.sessionId();
      scan.isFixed = true;
      void this.store.keep(scan);
    }
    const answer = await this.post(scan);
    if (answer === null) this.later("offline");
    else if (answer.status === 401 || answer.body.code === "cross-site") this.hold(answer.body.code);
    else if (LATER.has(answer.status)) this.later("busy");
    else if (answer.status === 500 && this.faults < FAULTS_MAX - 1) {
      this.faults += 1;
      this.later("busy");
    } else await this.answered(scan, answer);
  }

  /** @param {Scan} scan */
  async post(scan) {
    const giveUp = new AbortController();
    const timer = window.setTimeout(() => giveUp.abort(), ANSWER_WITHIN);
    try {
      const response = await fetch(ADDRESS, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Idempotency-Key": scan.id,
          "X-CSRF-Token": this.options.token,
        },
        body: JSON.stringify(scan.body),
        signal: giveUp.signal,
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return null; // no network, no answer in time, or something in between that is not ours
    } finally {
      window.clearTimeout(timer);
    }
  }

  /**
   * @param {Scan} scan
   * @param {{status: number, body: any}} answer
   */
  async answered(scan, answer) {
    this.tries = 0;
    this.faults = 0;
    this.why = "";
    this.scans.shift();
    await this.store.forget(scan.id);
    if (answer.status < 300) this.options.onReply(answer.body);
    else this.options.onProblem(answer.body, scan);
    this.tell();
  }

  /** @param {string} why */
  later(why) {
    this.why = why;
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.timer = window.setTimeout(() => this.wake(), wait);
    this.tell();
  }

  /**
   * Nobody is signed in any more, or somebody else is: the scans stay here until this person is
   * back; they never go out under another name.
   * @param {string} code
   */
  hold(code) {
    this.why = "sign-in";
    this.timer = window.setTimeout(() => this.wake(), WAITS[WAITS.length - 1]);
    this.tell();
    this.options.onHeld(code);
  }
}

/** The name of this device, made once. */
function deviceId() {
  try {
    const kept = localStorage.getItem("scanner.device");
    if (kept) return kept;
    const made = newId();
    localStorage.setItem("scanner.device", made);
    return made;
  } catch {
    return "";
  }
}
