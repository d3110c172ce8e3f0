import { join } from 'node:path';
import { readImdepi } from '../../../packages/methods/src/epidemic/imdepi.fixture.ts';
import { endemicEpidemic, type SpaceInteraction } from '../../../packages/methods/src/epidemic/index.ts';

// FOLDER interaction
const [folder, space] = process.argv.slice(2);
const at = (file: string): string => join(folder!, file);
const { events, grid, window } = readImdepi(
  at('imdepi_events.csv'),
  at('imdepi_stgrid.csv.gz'),
  at('imdepi_window.json'),
);
const started = performance.now();
const result = await endemicEpidemic({ ...events, marks: undefined }, grid, {
  window,
  period: [0, 2557],
  reach: { space: 200, time: 30 },
  space: space as SpaceInteraction,
  time: 'constant',
  types: 2,
  // only a constant interaction still counts at the reach, where the peer's discs have 16 corners
  discCorners: space === 'constant' ? 16 : undefined,
});
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
console.log(JSON.stringify({ seconds, check: [result.logLikelihood] }));
