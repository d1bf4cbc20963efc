import type { GlyphName } from './glyphs';

/** The line of the sidebar that opens a view. */
export interface ViewEntry {
  glyph: GlyphName;
  /** In the chosen language. */
  text: () => string;
}

declare module 'vue-router' {
  interface RouteMeta {
    entry?: ViewEntry;
  }
}
