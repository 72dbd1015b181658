// Show moments in the time of the person who looks. The server writes them in UTC, and says so:
// that is what stays where scripts do not run.

/**
 * Write a moment as the clock on the wall shows it.
 * @param {Date} at
 * @returns {string} "2027-03-31 08:05"
 */
export function onTheWall(at) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

for (const place of globalThis.document?.querySelectorAll("time[datetime]") ?? []) {
  const at = new Date(/** @type {HTMLTimeElement} */ (place).dateTime);
  if (Number.isNaN(at.getTime())) continue;
  place.setAttribute("title", place.textContent ?? "");
  place.textContent = onTheWall(at);
}
