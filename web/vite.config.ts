import react from '@vitejs/plugin-react';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { firstLoadBudget } from './first-load-budget.ts';

const FIRST_PAGE = ['app/shell/shell.tsx', 'features/home/home-page.tsx'];
/** What `npm start` runs; it takes calls from pages of its own origin only. */
const BROKER = 'http://localhost:3100';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), firstLoadBudget({ pages: FIRST_PAGE, limitKilobytes: 180 })],
  // The server puts a fresh nonce in place of this word in every response.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: resolve(import.meta.dirname, '../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URI for a font or a script would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
  },
  server: { proxy: { '/api': { target: BROKER, headers: { origin: BROKER } } } },
});
