const browsers: readonly (readonly [RegExp, string])[] = [
  [/YaBrowser\//, 'Yandex Browser'],
  [/Edg(A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Version\/[\d.]+.*Safari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPad/, 'iPad'],
  [/iPhone/, 'iPhone'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

const longest = 60;

/** What a `User-Agent` calls itself, in few words; empty for an empty one. The order of the patterns counts: most claim to be others, too. */
export function deviceName(client: string): string {
  const first = (known: readonly (readonly [RegExp, string])[]): string => known.find(([pattern]) => pattern.test(client))?.[1] ?? '';
  const browser = first(browsers);
  const system = first(systems);
  if (browser) return system ? `${browser}, ${system}` : browser;
  return [...client].slice(0, longest).join('');
}
