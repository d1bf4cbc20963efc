// Statistics, and rows to print.

/** @param {number[]} values at least one */
export function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

export const median = (values) => quantile(values, 0.5);

/** Prints a row: a name and cells, which are aligned with those of other rows. */
export function row(name, cells, width = 12) {
  console.log(`${name.padEnd(44)}${cells.map((cell) => String(cell).padStart(width)).join('')}`);
}
