import { useTexts } from '@/i18n/language';

/** “18 KB”: in powers of a thousand, rounded, in the language of the page. */
export function fileSize(octets: number): string {
  const units = useTexts().value.octets;
  let size = octets;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
