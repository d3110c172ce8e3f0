#!/usr/bin/env node
// runs a TypeScript program of this repository on the Node 24 that npm brings: node bin/run.mjs scripts/test.ts …
import { spawn } from 'node:child_process';
import { nodeForBluehelm } from './node-path.mjs';

const child = spawn(nodeForBluehelm(), ['--disable-warning=ExperimentalWarning', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`Node could not be started: ${error.message}. Run "npm ci" again.`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
