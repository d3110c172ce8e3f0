#!/usr/bin/env node
// starts bluehelm's TypeScript on the Node 24 that npm brings, whatever Node runs this file
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeForBluehelm } from './node-path.mjs';

const entry = fileURLToPath(new URL('../src/main/command-line.ts', import.meta.url));
const node = nodeForBluehelm();

const nodeOptions = [
  '--disable-warning=ExperimentalWarning',
  // rows live briefly: a small young generation keeps an import's memory flat
  '--max-semi-space-size=8',
  // and so does collecting after 40 % of growth: by default the heap may grow to several times what lives in it
  ...(process.argv[2] === 'import' ? ['--heap-growing-percent=40'] : []),
];

// compiled code is kept between commands, in a folder of the user's own (what others could write must not be run)
const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
const caches = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME;
const compileCache = NODE_COMPILE_CACHE ?? join(caches || join(homedir(), '.cache'), 'bluehelm', 'compiled');

// the child watches descriptor 3: it ends when this process is gone, however it went
const child = spawn(node, [...nodeOptions, entry, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  env: { ...process.env, BLUEHELM_LIFELINE: '3', NODE_COMPILE_CACHE: compileCache },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

child.on('error', (error) => {
  console.error(`bluehelm could not start Node at ${node}: ${error.message}. Run "npm ci" again.`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
