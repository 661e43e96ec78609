import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** One page for both hosts. It is served under a strict content security policy, so nothing may be inlined. */
export default defineConfig({
  root: 'renderer',
  base: '/',
  plugins: [react()],
  // both hosts put a fresh nonce here for every page they send; Mantine's own style elements carry it
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../out/renderer',
    // scripts/bundles.mjs clears away what is old
    emptyOutDir: false,
    target: 'baseline-widely-available',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // read from memory or from disk, never over a network
    chunkSizeWarningLimit: 1500,
  },
})
