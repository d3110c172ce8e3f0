import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { gedFixture } from '@bluehelm/formats';
import { drained } from '../drained.ts';
import type { Bench, Line } from '../line.ts';
import { copiedColumns, peerTable, writeTable } from '../peers/ged-table.ts';
import { here, whereIs, wholeProcess } from '../processes.ts';
import { alternate, comparison } from '../rounds.ts';

const goal = { ratio: 3, megabytes: 300 };

/** A UCDP GED file taken in by `bluehelm import`, the whole process, against psql's \copy of what is parsed of it. */
export const importGed: Line = {
  name: 'import',
  run: async (bench) => {
    const rows = bench.small ? 2_000 : 400_000;
    const file = join(bench.folder, 'ged.csv');
    await writeFixture(file, rows);
    const peer = await psqlPeer(bench, file);
    const { owner } = bench.house.db;
    let [peakMegabytes, withLauncher] = [0, 0];
    const ours = async (round: number): Promise<number> => {
      await owner.query('checkpoint');
      const args = [here('../bin/bluehelm.mjs'), 'import', file, '--mission', `import-${round}`, '--json'];
      const run = await wholeProcess(process.execPath, args, { DATABASE_URL: bench.house.engine.ownerUrl });
      const { created } = JSON.parse(run.stdout) as { created: number };
      if (created !== rows) throw new Error(`${created} of ${rows} rows were imported.`);
      peakMegabytes = Math.max(peakMegabytes, run.peakMegabytes);
      withLauncher = Math.max(withLauncher, run.peakOfAllMegabytes);
      return run.seconds;
    };
    const compared = await alternate(bench.small ? 1 : 2, ours, peer);
    await owner.query('drop table if exists public.peer_ged');
    await rm(file);
    const fast = compared.ratio === undefined ? undefined : compared.ratio <= goal.ratio;
    return {
      results: [
        {
          line: 'import',
          what: 'import, UCDP GED layout, end to end',
          size: `${rows} rows`,
          unit: 's',
          ...comparison(compared),
          peerName: 'psql \\copy of the parsed columns, same indexes, same server',
          goal: `≤ ${goal.ratio} × and < ${goal.megabytes} MB`,
          ...(fast === undefined ? {} : { met: fast && peakMegabytes < goal.megabytes }),
          peakMegabytes,
          note: `${Math.round(rows / compared.ours)} rows/s; memory of the importing process, ${Math.round(withLauncher)} MB with its launcher${
            peer ? '' : '; psql is not installed (Debian package postgresql-client), so there is no peer'
          }`,
        },
      ],
    };
  },
};

const writeFixture = async (file: string, rows: number): Promise<void> => {
  const out = createWriteStream(file);
  let text = '';
  for (const line of gedFixture({ rows, seed: 1, layout: 'release' })) {
    text += line;
    if (text.length < 1_000_000) continue;
    await drained(out, text);
    text = '';
  }
  out.end(text);
  await finished(out);
};

const psqlPeer = async (bench: Bench, file: string): Promise<(() => Promise<number>) | undefined> => {
  const psql = await whereIs('psql');
  if (!psql) return undefined;
  const table = join(bench.folder, 'ged.tsv');
  await writeTable(file, table);
  const { owner } = bench.house.db;
  return async () => {
    await owner.query(peerTable);
    await owner.query('checkpoint');
    const copy = `\\copy public.peer_ged (${copiedColumns}) from '${table}'`;
    return (await wholeProcess(psql, ['-X', '-q', bench.house.engine.ownerUrl, '-c', copy])).seconds;
  };
};
