// @ts-check
/** Pictures to codes: the server reads them with two engines, in a process of its own. */

/**
 * @typedef {object} Read one code in a picture
 * @property {string} text
 * @property {string} format
 * @property {string} aim
 * @property {boolean} safe false where a person must look first
 * @property {number[][]} outline corners in pixels of the picture sent
 */

/**
 * @param {Blob[]} pictures
 * @param {string} token
 * @param {boolean} [isLive] a frame of a running camera: the next one comes anyway
 * @returns {Promise<{found: Read[], problem: any}>} problem is null when the picture was looked at
 */
export async function decode(pictures, token, isLive = false) {
  const form = new FormData();
  pictures.forEach((picture, index) => form.append("image", picture, `picture-${index}.jpg`));
  try {
    const response = await fetch(`/api/v1/decode${isLive ? "?live=1" : ""}`, {
      method: "POST",
      headers: { "X-CSRF-Token": token },
      body: form,
    });
    const body = await response.json();
    return response.ok ? { found: body.results, problem: null } : { found: [], problem: body };
  } catch {
    const detail = "No network. Use the scanner or type the code; it is kept until the network is back.";
    return { found: [], problem: { code: "offline", detail, errors: [] } };
  }
}

/**
 * Draw a picture no larger than needed and make it a JPEG.
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 * @param {{longest: number, quality: number}} how
 * @returns {Promise<Blob|null>}
 */
export function jpeg(source, width, height, how) {
  const scale = Math.min(1, how.longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", how.quality));
}

/**
 * Return the box around the corners of a code.
 * @param {number[][]} outline
 */
export function boxOf(outline) {
  const xs = outline.map((corner) => corner[0]);
  const ys = outline.map((corner) => corner[1]);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
