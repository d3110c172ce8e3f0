import { grant } from '../../src/foundation/access/index.ts';
import { recordsExtent } from '../../src/foundation/records/index.ts';
import type { Line } from '../line.ts';
import { listQueries, sqlOf } from '../list-queries.ts';
import { readerClearance } from '../missions.ts';
import type { ListAnswer, ListQuestion } from '../ours/list-client.ts';
import type { ServerAnswer, ServerQuestion } from '../ours/server.ts';
import { pgbench } from '../peers/pgbench.ts';
import { startHelper } from '../processes.ts';
import { alternate, comparison } from '../rounds.ts';

const goal = 0.3;
const clients = 8;

/** Lists of 50 records through HTTP and row security, against pgbench sending the same SQL without row security. */
export const list: Line = {
  name: 'list',
  run: async (bench) => {
    const incidents = bench.small ? 10_000 : 1_000_000;
    const seconds = bench.small ? 1 : 8;
    const { mission, reader } = await bench.mission(incidents);
    const { house } = bench;
    const { box } = await recordsExtent(house, reader, 'incident');
    const queries = listQueries(64, box!);
    const statements: string[] = [];
    for (const query of queries) statements.push(await sqlOf(house, reader, query));
    const peer = await pgbench(bench.folder, statements);
    const { secret: token } = await grant(house.db, 'api', {
      label: 'benchmark',
      mission: mission.id,
      role: 'analyst',
      clearance: readerClearance,
    });
    const paths = queries.map(
      (query) => `/api/v1/records?${new URLSearchParams({ kind: 'incident', ...query, limit: '50' })}`,
    );
    const server = startHelper<ServerQuestion, ServerAnswer>('./ours/server.ts');
    const client = startHelper<ListQuestion, ListAnswer>('./ours/list-client.ts');
    try {
      const url = house.engine.ownerUrl;
      const { port } = await server.ask({ url, folder: bench.folder });
      const ask = (length: number) => client.ask({ port, token, paths, clients, seconds: length });
      // code is compiled and pages are in memory on both sides before anything is counted
      await ask(Math.min(3, seconds));
      await peer?.rate(url, clients, 1);
      let last: ListAnswer | undefined;
      const ours = async () => {
        last = await ask(seconds);
        return last.perSecond;
      };
      const compared = await alternate(
        bench.small ? 1 : 3,
        ours,
        peer && (() => peer.rate(url, clients, seconds)),
      );
      return {
        results: [
          {
            line: 'list',
            what: 'list of 50 records with filters, through HTTP and row security',
            size: `${incidents} incidents`,
            unit: '1/s',
            ...comparison(compared),
            peerName: 'the same SQL by pgbench without row security',
            goal: `≥ ${goal} × its rate`,
            ...(compared.ratio === undefined ? {} : { met: compared.ratio >= goal }),
            note: `${clients} connections on both sides; ours p50 ${last!.p50Ms.toFixed(1)} ms, p95 ${last!.p95Ms.toFixed(1)} ms${
              peer
                ? ''
                : '; pgbench is not installed (Debian package postgresql-contrib), so there is no peer'
            }`,
          },
        ],
      };
    } finally {
      await client.end();
      await server.end();
      await peer?.close();
    }
  },
};
