import type { Line } from '../line.ts';
import { getisOrdLine } from './getis-ord.ts';

const goal = 0.003;

/** Gi* of a 300 × 300 grid, weights included, each side as a whole process. */
export const hotspots: Line = {
  name: 'hotspots',
  run: async (bench) => {
    const side = bench.small ? 20 : 300;
    const { ours, oursCold, peer, ratio } = await getisOrdLine(side, bench.small ? 1 : 5);
    return {
      results: [
        {
          line: 'hotspots',
          what: 'Gi* with weights, whole process',
          size: `${side} × ${side} cells`,
          unit: 's',
          ours: ours.seconds,
          ...(peer ? { peer: peer.seconds } : {}),
          ...(ratio === undefined ? {} : { ratio, met: ratio <= goal }),
          peerName: 'R spdep localG including building weights',
          goal: `≤ ${goal} ×`,
          note: `with an empty compile cache ${oursCold.seconds.toFixed(2)} s${
            peer
              ? ''
              : '; Rscript or its package spdep is not installed (Debian package r-cran-spdep), so there is no peer'
          }`,
        },
      ],
    };
  },
};
