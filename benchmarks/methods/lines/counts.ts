import { join } from 'node:path';
import { drawNormal } from '../../../packages/methods/src/random/continuous.ts';
import { drawNegativeBinomial } from '../../../packages/methods/src/random/counts.ts';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { type MethodLine, methodLine } from '../method-line.ts';

const MONTHS = 60;

/** A panel of places and months: y, x1, x2, treat, log exposure; some rows never have a count where `inflated`. */
const panel =
  (inflated: boolean) =>
  async (folder: string, [rows]: readonly string[]): Promise<void> => {
    const n = Number(rows);
    const rng = seeded('count benchmark');
    const column = () => new Float64Array(n);
    const [y, x1, x2, treat, exposure] = [column(), column(), column(), column(), column()];
    for (let i = 0; i < n; i++) {
      const place = Math.floor(i / MONTHS);
      x1[i] = drawNormal(rng);
      x2[i] = place % 3 === 0 ? 1 : 0;
      treat[i] = place % 2 === 0 && i % MONTHS >= 20 + (place % 20) ? 1 : 0;
      exposure[i] = Math.log(100 + rng.int(900));
      const mean = Math.exp(exposure[i]! - 5.2 + 0.2 * x1[i]! + 0.3 * x2[i]! - 0.3 * treat[i]!);
      const never = inflated && rng.next() < 1 / (1 + Math.exp(1 - 0.8 * x1[i]!));
      y[i] = never ? 0 : drawNegativeBinomial(rng, mean, 1.1);
    }
    await writeDoubles(join(folder, 'panel.f64'), y, x1, x2, treat, exposure);
  };

const number = (text: string | undefined): string => Number(text).toLocaleString('en');

const pscl: Omit<MethodLine, 'name' | 'what'> = {
  size: { full: ['120000', 'zero-inflated'], small: ['3000', 'zero-inflated'] },
  label: ([n]) => `${number(n)} rows, 4 + 2 columns`,
  prepare: panel(true),
  ours: 'counts.ts',
  peer: {
    name: 'R pscl',
    program: 'Rscript',
    script: 'counts.R',
    needs: ['pscl'],
    debian: 'r-base-core r-cran-pscl',
  },
  counted: 'call',
  goal: 0.05,
  rounds: 1,
  // the peer stops earlier
  tolerance: 2e-4,
};

/** Regressions of counts. */
export const countLines = [
  methodLine({
    name: 'negative-binomial',
    what: 'negative binomial regression',
    size: { full: ['1200000', 'negative-binomial'], small: ['3000', 'negative-binomial'] },
    label: ([n]) => `${number(n)} rows, 4 columns`,
    prepare: panel(false),
    ours: 'counts.ts',
    peer: {
      name: 'R MASS glm.nb',
      program: 'Rscript',
      script: 'counts.R',
      needs: ['MASS'],
      debian: 'r-base-core r-cran-mass',
    },
    counted: 'call',
    goal: 0.05,
    rounds: 1,
    tolerance: 1e-5,
    note: 'asked for is 0.07 of R fixest, which no Debian package brings; on one machine fixest took 0.72 of MASS’s time',
  }),
  methodLine({ ...pscl, name: 'zero-inflated', what: 'zero-inflated negative binomial regression' }),
  methodLine({
    ...pscl,
    name: 'hurdle',
    what: 'hurdle negative binomial regression',
    size: { full: ['120000', 'hurdle'], small: ['3000', 'hurdle'] },
  }),
];
