/** Hands out places in a memory one after the other, each aligned for SIMD. */
export interface MemoryLayout {
  /** the address of so many bytes */
  take(bytes: number): number;
  /** all bytes handed out */
  readonly size: number;
}

export const memoryLayout = (): MemoryLayout => {
  let size = 0;
  return {
    take(bytes) {
      const at = size;
      size += Math.ceil(bytes / 16) * 16;
      return at;
    },
    get size() {
      return size;
    },
  };
};
