import { type BBox, coarsestFor } from '@bluehelm/kernel';
import { picture } from '../../src/2-understand/picture/index.ts';
import { columnsOf, countGroups, type View } from '../../src/foundation/columns/index.ts';
import type { Bench, Line } from '../line.ts';
import type { SizedMission } from '../missions.ts';
import { loadPostgis, openPostgisReader } from '../peers/postgis-picture.ts';
import { startPostgis } from '../peers/postgis-server.ts';
import { alternate, comparison, median, quantile, timed } from '../rounds.ts';

const goal = 0.02;
const resolution = 5;

/** Counts by (hexagon, month, category) in a viewport of what a reader may see, against PostGIS on the same rows. */
export const pictureLine: Line = {
  name: 'picture',
  run: async (bench) => {
    const incidents = bench.small ? 10_000 : 1_000_000;
    const sized = await bench.mission(incidents);
    const { mission, reader } = sized;
    const read = <T>(work: (view: View) => T): Promise<T> =>
      columnsOf(bench.house).read(mission, 'incident', { cells: [resolution], groups: [resolution] }, work);
    const box = await read(middleHalf);
    const counts = (view: View) => countGroups(view, reader.bits, resolution, { bbox: box });
    const { count } = await read(counts);
    const counted = { groups: count.length, total: count.reduce((sum, one) => sum + one, 0) };
    const peer = await postgisPeer(bench, sized, read, box, counted);
    const repeats = bench.small ? 2 : 9;
    // the peer takes many times as long: ours is the median of several in each round
    const ours = async () => {
      const taken: number[] = [];
      for (let i = 0; i < repeats; i++) taken.push(await timed(() => read(counts)));
      return median(taken);
    };
    const compared = await alternate(bench.small ? 1 : 5, ours, peer?.count);
    await peer?.close();
    const asked = { bbox: [box.west, box.south, box.east, box.north].join(','), resolution };
    const whole: number[] = [];
    for (let i = 0; i < repeats; i++) whole.push(await timed(() => picture(bench.house, reader, asked)));
    return {
      results: [
        {
          line: 'picture',
          what: 'picture: counts by (hexagon, month, category) in a viewport, 70 % of the markings',
          size: `${incidents} incidents`,
          unit: 'ms',
          ...comparison(compared),
          ...(peer
            ? { peerName: `GROUP BY with PostGIS && on PostgreSQL ${peer.version}, GiST, equal row security` }
            : {}),
          goal: `≤ ${goal} ×`,
          ...(compared.ratio === undefined ? {} : { met: compared.ratio <= goal }),
          note: `${counted.total} incidents in ${counted.groups} groups; the page's whole picture (hexagons, categories, time line, extent) ${median(whole).toFixed(1)} ms${
            peer
              ? ''
              : '; PostGIS is not installed (run with --install-peers, or Debian package postgresql-15-postgis-3), so there is no peer'
          }`,
        },
      ],
    };
  },
};

/** The box between the quantiles that leave out a seventh on each side: about half of the incidents lie in it. */
const middleHalf = ({ table: { columns, count } }: View): BBox => {
  const some = Array.from({ length: Math.min(count, 10_000) }, (_, i) =>
    Math.floor((i * count) / Math.min(count, 10_000)),
  );
  const [lon, lat] = [some.map((row) => columns.lon[row]!), some.map((row) => columns.lat[row]!)];
  return {
    west: quantile(lon, 0.15),
    east: quantile(lon, 0.85),
    south: quantile(lat, 0.15),
    north: quantile(lat, 0.85),
  };
};

const postgisPeer = async (
  bench: Bench,
  { reader }: SizedMission,
  read: <T>(work: (view: View) => T) => Promise<T>,
  box: BBox,
  expected: { groups: number; total: number },
) => {
  const server = await startPostgis({ install: bench.installPeers, log: bench.log });
  if (!server) return undefined;
  try {
    bench.log('loading the rows into PostGIS');
    // nobody writes meanwhile, so the view stays good beyond the reading
    await loadPostgis(server, reader, await read((view) => view), resolution);
    const app = await openPostgisReader(server, reader);
    const check = await app.count(box, coarsestFor(resolution));
    if (check.total !== expected.total || check.groups !== expected.groups)
      throw new Error(
        `PostGIS counts ${check.total} in ${check.groups} groups, we ${expected.total} in ${expected.groups}.`,
      );
    return {
      version: server.version,
      count: () => timed(() => app.count(box, coarsestFor(resolution))),
      close: async () => {
        await app.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
};
