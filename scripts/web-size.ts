import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { buildWeb } from '../src/main/web/build.ts';

/** What one file of the first page weighs, in bytes. */
export interface WebFile {
  readonly file: string;
  readonly bytes: number;
  readonly gzip: number;
  readonly brotli: number;
}

export interface WebSize {
  /** all that the browser loads before the first map can be used, the page itself included */
  readonly files: readonly WebFile[];
  readonly gzip: number;
  readonly brotli: number;
}

interface Chunk {
  readonly file: string;
  readonly name?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

const weigh = (folder: string, file: string): WebFile => {
  const bytes = readFileSync(join(folder, file));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  return {
    file,
    bytes: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
};

/**
 * Weighs the first page: entry and picture with all they import, their styles, the map's worker and the coarse base
 * map. The time line's bars and the finer base map come later and are not waited for. @param folder a finished build
 */
export const weighFirstMap = (folder: string): WebSize => {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const wanted = new Set<string>(['index.html']);
  const seen = new Set<string>();
  const take = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) wanted.add(file);
    chunk.imports?.forEach(take);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) take(key);
  for (const name of ['picture/ui/picture-page.tsx', 'hotspots/ui/overlay.tsx']) {
    const key = Object.keys(manifest).find((one) => one.endsWith(name));
    if (!key) throw new Error(`the build has no ${name}: its manifest names none`);
    take(key);
  }
  const files = [...wanted]
    .filter((file) => !file.includes('countries-50m'))
    .map((file) => weigh(folder, file));
  const sum = (of: 'gzip' | 'brotli') => files.reduce((total, file) => total + file[of], 0);
  return { files, gzip: sum('gzip'), brotli: sum('brotli') };
};

/** Builds the web app into a temporary folder and weighs its first map. */
export const measureWebSize = async (): Promise<WebSize> => {
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-web-'));
  try {
    await buildWeb({ outDir: folder });
    return weighFirstMap(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) {
  const { files, gzip, brotli } = await measureWebSize();
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
  for (const one of files.toSorted((a, b) => b.gzip - a.gzip))
    console.log(`${kB(one.bytes)} ${kB(one.gzip)} gzip ${kB(one.brotli)} br  ${one.file}`);
  console.log(`first map: ${kB(gzip).trim()} gzip, ${kB(brotli).trim()} brotli`);
}
