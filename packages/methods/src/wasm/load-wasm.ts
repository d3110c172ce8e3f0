/** A compiled module with the memory that was made for it. */
export interface LoadedWasm<Exports> {
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
}

const PAGE_BYTES = 65_536;

/**
 * Compiles a module and gives it a memory of its own, at once. The modules of this library are a few kilobytes, which
 * takes a fraction of a millisecond, so nothing is kept between calls.
 *
 * @param base64 the module's bytes, from a `.wasm.ts` file
 * @param bytes how much memory it needs
 * @returns undefined where the engine has no WebAssembly with SIMD, forbids it (a page's content policy) or lacks the
 * memory: the caller then computes the same in plain TypeScript
 */
export const loadWasm = <Exports>(base64: string, bytes: number): LoadedWasm<Exports> | undefined => {
  try {
    const text = atob(base64);
    const code = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) code[i] = text.charCodeAt(i);
    const module = new WebAssembly.Module(code);
    const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE_BYTES)) });
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    return { exports: instance.exports as Exports, memory };
  } catch {
    return undefined;
  }
};
