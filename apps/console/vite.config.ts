import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Paths that the platform owns; everything else on the origin is a page of the console. */
const PLATFORM_PATHS = ['/v2', '/jobs', '/search', '/runledger', '/blob'];
const platformUrl = process.env['RUNLEDGER_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    manifest: true,
    // The content security policy allows our own origin only: neither data: URLs nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // From these versions on `light-dark()` is native; older targets would have it rewritten into two variables per colour.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  server: { proxy: Object.fromEntries(PLATFORM_PATHS.map((path) => [path, platformUrl])) },
});
