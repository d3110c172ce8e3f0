import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** How the web app is built. Inline, so that no configuration file at the root decides anything. */
export const webConfig = (outDir: string): InlineConfig => ({
  configFile: false,
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  logLevel: 'error',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2023',
    // everything from its own address: the content security policy forbids data: scripts and styles
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    manifest: true,
    rolldownOptions: {
      // pure modules: pages that use the kernel's markings must not load H3 with it
      treeshake: { moduleSideEffects: (id) => !/[\\/](kernel[\\/]src|h3-js)[\\/]/.test(id) },
    },
  },
});
