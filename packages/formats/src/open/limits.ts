import { Problem } from '@bluehelm/kernel';
import type { Limits } from '../format.ts';
import { formatProblems } from '../problems.ts';

export const defaultLimits: Limits = {
  totalBytes: 20_000_000_000,
  expansion: 200,
  fieldLength: 1_000_000,
  rowLength: 4_000_000,
  depth: 64,
};

export const limitsOf = (given: Partial<Limits> | undefined): Limits => ({ ...defaultLimits, ...given });

// below this much output a high ratio is ordinary (a small, repetitive table) and does no harm
const harmlessBytes = 10_000_000;

/** Passes unpacked bytes on, and refuses a zip bomb as soon as one of two limits is passed. */
export async function* guarded(
  unpacked: AsyncIterable<Uint8Array>,
  limits: Limits,
  packedBytes: () => number,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of unpacked) {
    total += chunk.length;
    if (total > limits.totalBytes)
      throw new Problem(
        formatProblems.sizeLimit,
        `The file holds more than ${limits.totalBytes} bytes, the limit.`,
        { mend: 'Split the file, or raise the limit if you trust it.' },
      );
    if (total > harmlessBytes && total > limits.expansion * Math.max(1, packedBytes()))
      throw new Problem(
        formatProblems.expansionLimit,
        `${packedBytes()} packed bytes grew to more than ${total}, above the limit of ${limits.expansion} to 1: this looks like a zip bomb.`,
        { mend: 'Unpack the file yourself and give the unpacked one if you trust it.' },
      );
    yield chunk;
  }
}
