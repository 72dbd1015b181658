// @ts-check
/**
 * The photo route, on equal footing with the camera: works without camera permission and without
 * https. One code in the picture is a scan; several are shown to choose from.
 */

import { decode, jpeg } from "./decode.js";

const LONGEST = 2400;
const QUALITY = 0.9;

/**
 * @typedef {object} PhotoOptions
 * @property {string} token
 * @property {(read: import("./decode.js").Read) => void} onScan
 * @property {(word: string, sentence: string) => void} onSay
 * @property {(problem: any) => void} onProblem
 * @property {(found: import("./decode.js").Read[], picture: string, chosen: (index: number) => void) => void} onChoose
 */

export class Photo {
  /** @param {PhotoOptions} options */
  constructor(options) {
    this.options = options;
    this.input = /** @type {HTMLInputElement} */ (document.getElementById("file"));
    this.input.addEventListener("change", () => void this.take());
    this.address = "";
  }

  ask() {
    this.input.click();
  }

  async take() {
    const file = this.input.files?.[0];
    this.input.value = ""; // the same picture may be taken again
    if (!file) return;
    this.options.onSay("READING", "Looking for codes in the picture …");
    const { found, problem } = await decode([await this.smaller(file)], this.options.token);
    if (problem) this.options.onProblem(problem);
    else if (found.length === 0) this.options.onProblem(NOTHING);
    else if (found.length === 1 && found[0].safe) this.options.onScan(found[0]);
    else this.choose(found, file);
  }

  /**
   * @param {import("./decode.js").Read[]} found
   * @param {File} file
   */
  choose(found, file) {
    URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(file);
    this.options.onChoose(found, this.address, (index) => this.options.onScan(found[index]));
  }

  /**
   * Make a large photograph smaller before it is sent; what the browser cannot open goes as it is.
   * @param {File} file
   * @returns {Promise<Blob>}
   */
  async smaller(file) {
    try {
      const picture = await createImageBitmap(file);
      if (Math.max(picture.width, picture.height) <= LONGEST) return file;
      const how = { longest: LONGEST, quality: QUALITY };
      return (await jpeg(picture, picture.width, picture.height, how)) ?? file;
    } catch {
      return file;
    }
  }
}

const NOTHING = {
  code: "scan-unreadable",
  detail: "No code found in the picture. Go closer, hold still, mind the light.",
  errors: [],
};
