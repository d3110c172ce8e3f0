import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { ucdpGed } from './table-format.ts';

// rows, sum of best, events of type 1, 2, 3: as the README of the staged data says
const files: readonly (readonly [string, number, number, readonly [number, number, number]])[] = [
  ['ged_country_export_mali.csv.gz', 2120, 15742, [1252, 326, 542]],
  ['ged_country_export_burkina_faso.csv.gz', 1504, 12864, [938, 48, 518]],
  ['ged_v23_1_central_african_republic.csv.gz', 1848, 14948, [401, 371, 1076]],
  ['ged_v24_1_myanmar.csv.gz', 7374, 28721, [4966, 78, 2330]],
  ['ged_v23_1_global_sample_1000.csv', 1000, 9561, [707, 133, 160]],
];

for (const [name, rows, best, types] of files) {
  const path = sharedFile(`data/ucdp_ged/${name}`);
  test.skipIf(path === undefined)(
    `every row of ${name} is read, with the sums its publisher gives${path ? '' : ` (${sharedMissing})`}`,
    async () => {
      let sum = 0;
      let count = 0;
      const byType = [0, 0, 0];
      for await (const batch of ucdpGed.read({ path: path ?? '' })) {
        expect(batch.refused).toEqual([]);
        for (const { value } of batch.rows) {
          count++;
          sum += value.deaths.best;
          byType[value.typeOfViolence - 1]!++;
        }
      }
      expect({ count, sum, byType }).toEqual({ count: rows, sum: best, byType: types });
    },
  );
}

const exportPath = sharedFile('data/ucdp_ged/ged_country_export_mali.csv.gz');
test.skipIf(exportPath === undefined)(
  'American dates, True and False, and a comma too many of the country export are understood',
  async () => {
    for await (const batch of ucdpGed.read({ path: exportPath ?? '' })) {
      expect(batch.rows[0]).toMatchObject({
        line: 2,
        value: {
          sourceId: '235799',
          dateStart: '2016-05-26',
          dateEnd: '2016-05-26',
          activeYear: false,
          latitude: 15.736902,
          longitude: 0.780081,
          sideA: { id: 607, name: 'Fulani' },
          deaths: { b: 2, best: 2, low: 2, high: 2, ordered: true },
          sources: [{ office: 'Maghreb and Sahel. Sand, Tea, and Guns', date: '2016-06-01' }],
        },
      });
      break;
    }
  },
);
