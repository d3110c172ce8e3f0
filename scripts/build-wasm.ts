import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { projectFiles, root } from './project-files.ts';

// writes packages/methods/src/FOLDER/NAME.wasm.ts from packages/methods/assembly/FOLDER/NAME.ts

const sources = 'packages/methods/assembly/';

/** One file the compiler should find as it is. */
export interface WasmFile {
  readonly path: string;
  readonly text: string;
}

/** What every AssemblyScript source compiles to. */
export const compiledWasm = async (): Promise<WasmFile[]> => {
  const files: WasmFile[] = [];
  for (const source of await projectFiles(`${sources}**/*.ts`)) files.push(await compiled(source));
  return files;
};

const compiled = async (source: string): Promise<WasmFile> => {
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      source,
      ...['--outFile', 'module.wasm', '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd'],
      // memory is laid out by the caller; no start, no strings, no abort
      ...['--importMemory', '--use', 'abort='],
    ],
    {
      readFile: (name) => readFile(join(root, name), 'utf8').catch(() => null),
      writeFile: (_name, content) => {
        if (typeof content !== 'string') bytes = content;
      },
      listFiles: () => null,
    },
  );
  if (error || !bytes) throw new Error(`${source} does not compile:\n${stderr.toString()}`, { cause: error });
  const name = source.slice(source.lastIndexOf('/') + 1, -'.ts'.length);
  const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    path: source.replace(sources, 'packages/methods/src/').replace(/\.ts$/, '.wasm.ts'),
    text: `// compiled from ${source} by scripts/build-wasm.ts; do not edit
export const ${camel}Wasm =
  '${Buffer.from(bytes).toString('base64')}';
`,
  };
};

if (import.meta.main)
  for (const { path, text } of await compiledWasm()) {
    await writeFile(join(root, path), text);
    console.log(`${path}: ${text.length} characters`);
  }
