import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

// Nothing is inlined (the CSP allows neither inline code nor data: images), and every file under assets/ has its
// content's hash in its name, so that the server may tell browsers to keep it for ever.
export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The names of all emoji, which are fetched when somebody first looks for one.
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: {
      '/api': { target: server },
      '/ws': { target: server, ws: true },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/server/**'],
    restoreMocks: true,
  },
});
