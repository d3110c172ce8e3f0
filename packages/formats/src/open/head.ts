import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import type { Head } from '../format.ts';
import { cutOffBytes, encodingOf } from './encoding.ts';
import { containerOf } from './zip.ts';

// enough for a header and some rows; so little packed input can unpack to 16 MB at most
const packedBytes = 16_384;
const headBytes = 65_536;

/**
 * The first text of a file from its first bytes, unpacked and decoded forgivingly, for recognising only.
 * Never throws: what cannot be unpacked or decoded gives an empty text.
 */
export const headOf = (firstChunk: Uint8Array, name: string, encoding?: string): Head => {
  const container = containerOf(firstChunk);
  const bytes = unpackedHead(firstChunk, container).subarray(0, headBytes);
  const whole = container === 'plain' && firstChunk.length < headBytes;
  try {
    const found = encodingOf(bytes, encoding);
    const body = bytes.subarray(found.markLength);
    const kept = whole || found.name !== 'utf-8' ? body : body.subarray(0, body.length - cutOffBytes(body));
    return { name, container, encoding: found.name, text: new TextDecoder(found.name).decode(kept), whole };
  } catch {
    return { name, container, encoding: 'utf-8', text: '', whole };
  }
};

const unpackedHead = (chunk: Uint8Array, container: Head['container']): Uint8Array => {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 25 };
  try {
    if (container === 'gzip') return gunzipSync(chunk.subarray(0, packedBytes), options);
    if (container === 'plain') return chunk;
    // the first local header of a zip (PKWARE APPNOTE 4.3.7): method at 8, lengths of name and extra field at 26
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const start = 30 + view.getUint16(26, true) + view.getUint16(28, true);
    const body = chunk.subarray(start, start + packedBytes);
    return view.getUint16(8, true) === 0 ? body : inflateRawSync(body, options);
  } catch {
    return new Uint8Array(0);
  }
};
