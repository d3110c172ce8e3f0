import type { Line } from '../line.ts';
import type { FillAnswer, FillQuestion } from '../ours/fill-columns.ts';
import { startHelper } from '../processes.ts';
import { alternate, comparison } from '../rounds.ts';

const goal = 0.3;

/** Facts from the database into typed arrays, against the same rows as objects by pg; each in a process of its own. */
export const fill: Line = {
  name: 'fill',
  run: async (bench) => {
    const incidents = bench.small ? 10_000 : 1_000_000;
    const { mission } = await bench.mission(incidents);
    let peakMegabytes = 0;
    const inProcess = (script: string) => async (): Promise<FillAnswer> => {
      const helper = startHelper<FillQuestion, FillAnswer>(script);
      try {
        const answer = await helper.ask({ url: bench.house.engine.ownerUrl, mission: mission.name });
        if (answer.rows !== incidents) throw new Error(`${script} read ${answer.rows} of ${incidents} rows.`);
        return answer;
      } finally {
        await helper.end();
      }
    };
    const columns = inProcess('./ours/fill-columns.ts');
    const objects = inProcess('./peers/fetch-objects.ts');
    let peerMegabytes = 0;
    const compared = await alternate(
      bench.small ? 1 : 5,
      async () => {
        const answer = await columns();
        peakMegabytes = Math.max(peakMegabytes, answer.peakMegabytes);
        return answer.seconds;
      },
      async () => {
        const answer = await objects();
        peerMegabytes = Math.max(peerMegabytes, answer.peakMegabytes);
        return answer.seconds;
      },
    );
    return {
      results: [
        {
          line: 'fill',
          what: 'filling the columns from the database',
          size: `${incidents} incidents`,
          unit: 's',
          ...comparison(compared),
          peerName: 'the same rows as objects with pg',
          goal: `≤ ${goal} ×`,
          met: compared.ratio! <= goal,
          peakMegabytes,
          note: `the peer's process held ${Math.round(peerMegabytes)} MB`,
        },
      ],
    };
  },
};
