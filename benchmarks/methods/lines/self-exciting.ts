import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sharedFile } from '../../../tests/support/shared.ts';
import { methodLine } from '../method-line.ts';

const copyAll =
  (files: readonly string[]) =>
  async (folder: string): Promise<void> => {
    for (const file of files) await copyFile(file, join(folder, basename(file)));
  };

const staged = (...names: readonly string[]): readonly string[] | undefined => {
  const files = names.map((name) => sharedFile(`reference/${name}`));
  return files.every((file) => file !== undefined) ? files : undefined;
};

const imdepi = staged('imdepi_events.csv', 'imdepi_stgrid.csv.gz', 'imdepi_window.json');
const iran = staged('etas_iran_catalog.csv');

/** Endemic–epidemic processes and aftershocks, on the staged catalogues; left out where those are not staged. */
export const selfExcitingLines = [
  ...(imdepi
    ? [
        methodLine({
          name: 'endemic-epidemic',
          what: 'endemic–epidemic process fitted to imdepi',
          size: { full: ['gaussian'], small: ['constant'] },
          label: ([space]) => `635 cases, 34,692 grid rows, ${space} interaction`,
          prepare: copyAll(imdepi),
          ours: 'endemic-epidemic.ts',
          peer: {
            name: 'R surveillance twinstim',
            program: 'Rscript',
            script: 'endemic-epidemic.R',
            needs: ['surveillance', 'memoise'],
            debian: 'r-base-core r-cran-surveillance r-cran-memoise',
          },
          counted: 'call',
          goal: 0.05,
          rounds: 1,
          // the peer stops earlier
          tolerance: 1e-5,
        }),
      ]
    : []),
  ...(iran
    ? [
        methodLine({
          name: 'etas',
          what: 'ETAS with stochastic declustering, Iranian catalogue',
          size: { full: ['11'], small: ['1'] },
          label: ([rounds]) => `377 events, 150 explained, at most ${rounds} rounds`,
          prepare: copyAll(iran),
          ours: 'etas.ts',
          elsewhere: 'R ETAS 0.6.1',
          counted: 'call',
          goal: 6.3,
          note: 'R ETAS took 63 s when it was looked at',
        }),
      ]
    : []),
];
