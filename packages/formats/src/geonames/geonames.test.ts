import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { recognise } from '../formats.ts';
import { type GeoName, geonames } from './geonames.ts';

const dump = [
  '99000001\tTessara "Old Town\tTessara\tTésara,Tessarah,Tes\t14.2\t-3.1\tP\tPPL\tKD\t\t01\t02\t\t\t12000\t\t250\tAfrica/Tessara\t2024-01-02',
  '99000002\tMbéla\tMbela\t\t14.9\t-2.2\tP\tPPL\tKD\t\t01\t\t\t\t0\t310\t300\tAfrica/Tessara\t2024-01-03',
].join('\n');

const collect = async (bytes: Uint8Array) => {
  const places: GeoName[] = [];
  const refused = [];
  for await (const batch of geonames.read({ bytes })) {
    places.push(...batch.rows.map((row) => row.value));
    refused.push(...batch.refused);
  }
  return { places, refused };
};

test('a dump without a header is known by its 19 columns; quotes in it are ordinary characters', async () => {
  expect(recognise(Buffer.from(dump), 'KD.txt')).toMatchObject({
    format: 'geonames',
    layout: 'dump',
    confidence: 1,
  });
  const { places, refused } = await collect(Buffer.from(dump));
  expect(refused).toEqual([]);
  expect(places).toMatchObject([
    {
      geonameId: 99000001,
      name: 'Tessara "Old Town',
      alternateNames: ['Tésara', 'Tessarah', 'Tes'],
      population: 12000,
      admin2: '02',
    },
    {
      name: 'Mbéla',
      alternateNames: [],
      latitude: 14.9,
      longitude: -2.2,
      population: 0,
      elevation: 310,
      admin2: undefined,
    },
  ]);
});

test('a place with an impossible latitude or a number with separators is refused alone', async () => {
  const { places, refused } = await collect(
    Buffer.from(dump.replace('14.2', '94.2').replace('\t0\t', '\t12,000\t')),
  );
  expect(places).toEqual([]);
  expect(refused).toMatchObject([
    { line: 1, column: 'latitude', given: '94.2' },
    { line: 2, column: 'population', reason: expect.stringContaining('write 12000') },
  ]);
});

test('a table with a header may leave columns out, but not the ones that make a place', async () => {
  const header = 'geonameid,name,latitude,longitude,feature_class,country_code';
  const { places } = await collect(Buffer.from(`${header}\n1,Adin,11.3,-4.6,P,KD\n`));
  expect(places).toMatchObject([{ name: 'Adin', asciiName: 'Adin', population: undefined }]);
  await expect(collect(Buffer.from(`${header.replace('latitude', 'lat')}\n`))).rejects.toThrow(
    /Missing: latitude/,
  );
});

const path = sharedFile('data/geo/geonames_places_mission_countries.csv.gz');
test.skipIf(path === undefined)(
  `all 4602 staged places are read${path ? '' : ` (${sharedMissing})`}`,
  async () => {
    const bytes = readFileSync(path ?? '');
    const { places, refused } = await collect(bytes);
    expect(refused).toEqual([]);
    expect(places).toHaveLength(4602);
    expect(places.filter((place) => place.countryCode === 'ML')).toHaveLength(67);
    expect(places[0]).toMatchObject({ name: 'Luanda', population: 2776168 });
    expect(recognise(bytes, 'x')).toMatchObject({ format: 'geonames', layout: 'header', confidence: 1 });
  },
);
