/** A reproducible source of randomness: the same seed gives the same numbers on every platform. */
export interface Rng {
  /** uniform in [0, 1) with 53 random bits (two 32-bit draws) */
  next(): number;
  /** uniform 32-bit unsigned integer: the generator's raw output */
  uint32(): number;
  /** uniform integer in [0, n), unbiased; n a whole number from 1 to 2^32 */
  int(n: number): number;
  /**
   * An independent stream named by a label. It depends on the seed and the labels only, never on how many
   * numbers were drawn, so adding a draw in one place leaves all other streams unchanged.
   */
  fork(label: string | number): Rng;
  /** moves this generator 2^64 raw draws ahead, in place: non-overlapping sequences for parallel work */
  jump(): void;
}

const MASK64 = (1n << 64n) - 1n;
// xoshiro128's published jump polynomial, equal to 2^64 calls
const JUMP = [0x8764000b, 0xf542d2d3, 0x6fa035c3, 0x77f2db5b] as const;

/**
 * A generator from a seed. xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 47(4), 2021), whose state is filled by SplitMix64 as its authors advise; 32-bit
 * arithmetic only, so every JavaScript engine gives the same sequence. Not for secrets.
 *
 * @param seed a safe integer, a bigint (taken modulo 2^64) or any text (FNV-1a over UTF-16 units)
 * @throws RangeError when a number is not a safe integer
 */
export function seeded(seed: number | bigint | string): Rng {
  return fromKey(keyOf(seed));
}

/** The generator from its raw state of four 32-bit words, as in the published reference. */
export function fromState(state: readonly [number, number, number, number]): Rng {
  if (state.every((word) => word === 0)) throw new RangeError('the state must not be all zeros');
  return generator(Int32Array.from(state), hashWords(state));
}

function keyOf(seed: number | bigint | string): bigint {
  if (typeof seed === 'bigint') return seed & MASK64;
  if (typeof seed === 'string') return fnv1a(seed, 0xcbf29ce484222325n);
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`seed ${seed} is not a safe integer; give one, or text`);
  return BigInt(seed) & MASK64;
}

function fnv1a(text: string, start: bigint): bigint {
  let hash = start;
  for (let i = 0; i < text.length; i++) {
    hash = ((hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n) & MASK64;
  }
  return hash;
}

/** Steele, Lea and Flood (2014), as used by the authors of xoshiro: the n-th output from a 64-bit key. */
function splitMix64(key: bigint, n: bigint): bigint {
  let z = (key + n * 0x9e3779b97f4a7c15n) & MASK64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK64;
  return z ^ (z >> 31n);
}

const hashWords = (words: readonly number[]): bigint => fnv1a(words.join(','), 0xcbf29ce484222325n);

function fromKey(key: bigint): Rng {
  const a = splitMix64(key, 1n);
  const b = splitMix64(key, 2n);
  const words = [a, a >> 32n, b, b >> 32n].map((word) => Number(BigInt.asIntN(32, word)));
  return generator(Int32Array.from(words), key);
}

function generator(s: Int32Array, key: bigint): Rng {
  const step = (): number => {
    const s1 = s[1]!;
    const scrambled = Math.imul(s1, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    let s2 = s[2]! ^ s[0]!;
    let s3 = s[3]! ^ s1;
    s[1] = s1 ^ s2;
    s[0] = s[0]! ^ s3;
    s2 ^= s1 << 9;
    s3 = (s3 << 11) | (s3 >>> 21);
    s[2] = s2;
    s[3] = s3;
    return result;
  };
  const uint32 = () => step() >>> 0;
  return {
    uint32,
    next: () => ((step() >>> 5) * 67108864 + (step() >>> 6)) / 9007199254740992,
    int(n) {
      if (!(Number.isInteger(n) && n >= 1 && n <= 4294967296)) {
        throw new RangeError(`int(${n}): n must be a whole number from 1 to 2^32`);
      }
      // refuse the last incomplete block so that every remainder is equally likely
      const limit = 4294967296 - (4294967296 % n);
      let draw = uint32();
      while (draw >= limit) draw = uint32();
      return draw % n;
    },
    fork: (label) => fromKey(splitMix64(fnv1a(`/${label}`, key ^ 0xcbf29ce484222325n), 1n)),
    jump() {
      const next = new Int32Array(4);
      for (const word of JUMP) {
        for (let bit = 0; bit < 32; bit++) {
          if ((word >>> bit) & 1) for (let i = 0; i < 4; i++) next[i] = next[i]! ^ s[i]!;
          step();
        }
      }
      s.set(next);
    },
  };
}
