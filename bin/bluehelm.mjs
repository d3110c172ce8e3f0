#!/usr/bin/env node
// starts bluehelm's TypeScript on the Node 24 that npm brings, whatever Node runs this file
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeForBluehelm } from './node-path.mjs';

const entry = fileURLToPath(new URL('../src/main/command-line.ts', import.meta.url));
const node = nodeForBluehelm();

// the child watches descriptor 3: it ends when this process is gone, however it went
const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  env: { ...process.env, BLUEHELM_LIFELINE: '3' },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

child.on('error', (error) => {
  console.error(`bluehelm could not start Node at ${node}: ${error.message}. Run "npm ci" again.`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
