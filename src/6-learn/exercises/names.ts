import type { Rng } from '@bluehelm/methods';

/** Names that belong to no real place: syllables of no particular language. The republic's own names are fixed. */
export const republic = { name: 'Republic of Orvessa', short: 'Orvessa', people: 'Orvessan' } as const;
export const neighbourState = { name: 'Kelvaru', short: 'Kelvaru' } as const;

const onsets = [
  'b',
  'br',
  'd',
  'dr',
  'f',
  'g',
  'h',
  'k',
  'kr',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  'sk',
  't',
  'tr',
  'v',
  'z',
];
const vowels = ['a', 'a', 'e', 'e', 'i', 'o', 'o', 'u', 'au', 'ei'];
const middles = [
  'l',
  'm',
  'n',
  'r',
  's',
  'v',
  'd',
  'th',
  'ld',
  'lv',
  'nd',
  'rk',
  'rv',
  'st',
  'zm',
  'ng',
  'mb',
  'dr',
];
const endings = [
  'ava',
  'esh',
  'ikos',
  'oura',
  'enne',
  'arda',
  'ovel',
  'umar',
  'essa',
  'ithe',
  'andro',
  'ulla',
  'edra',
  'ostra',
  'imar',
  'ael',
];
const before = ['Upper', 'Lower', 'Old', 'New', 'Fort', 'Port'];

/** Draws names one by one, never the same twice, a real place's nor one of `taken` (compared without case). */
export function namer(rng: Rng, taken: readonly string[] = []): () => string {
  const used = new Set([...realNames, ...taken].map((name) => name.toLowerCase()));
  const pick = (list: readonly string[]) => list[rng.int(list.length)]!;
  return () => {
    for (;;) {
      const inner = rng.next() < 0.25 ? pick(vowels) + pick(middles) : '';
      const stem = pick(onsets) + pick(vowels) + pick(middles) + inner + pick(endings);
      const name = stem.charAt(0).toUpperCase() + stem.slice(1);
      if (name.length > 11 || used.has(name.toLowerCase())) continue;
      used.add(name.toLowerCase());
      return name;
    }
  };
}

/** A settlement named after another or for what it has: "Port Dravenne". */
export const qualified = (name: string, onShore: boolean, rng: Rng): string =>
  `${before[rng.int(onShore ? before.length : before.length - 1)]!} ${name}`;

/** Real places that the syllables above can spell, found by comparing with GeoNames: never used. */
const realNames: readonly string[] = [
  'Badulla',
  'Baressa',
  'Bolulla',
  'Dambulla',
  'Gandava',
  'Gavarda',
  'Humenne',
  'Kandava',
  'Kerava',
  'Kosava',
  'Lendava',
  'Lumbarda',
  'Medulla',
  'Mendarda',
  'Nasilava',
  'Navenne',
  'Parava',
  'Pirava',
  'Revava',
  'Sambava',
  'Sarulla',
  'Silandro',
  'Zemoura',
];
