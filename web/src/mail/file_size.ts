const units = ['B', 'KB', 'MB', 'GB'];

/** “18 KB”: in powers of a thousand, rounded. */
export function fileSize(octets: number): string {
  let size = octets;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
