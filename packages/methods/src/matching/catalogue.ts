import type { MethodCall, MethodEntry, Parameter } from '../catalogue/entry.ts';
import { coarsenedExactMatch } from './coarsened-exact-match.ts';
import { propensityMatch } from './propensity-match.ts';

const tables: MethodEntry['tables'] = [
  {
    name: 'units',
    meaning: 'one row per unit',
    columns: [{ name: 'treated', type: 'number', meaning: '1 for treated units, else 0' }],
  },
];
const covariates: Parameter = {
  type: 'columns',
  meaning: 'columns that the groups should resemble each other in',
};
const exact: Parameter = { type: 'columns', default: [], meaning: 'columns that matched units must share' };

const dataOf = ({ tables: { units }, parameters }: MethodCall) => ({
  treated: units!.numbers('treated'),
  covariates: Object.fromEntries(
    (parameters.covariates as string[]).map((name) => [name, units!.numbers(name)]),
  ),
  exact: Object.fromEntries((parameters.exact as string[]).map((name) => [name, units!.words(name)])),
});

export const matchingCatalogue: readonly MethodEntry[] = [
  {
    name: 'propensity-match',
    card: 'matching',
    summary: 'which controls resemble the treated in what made treatment likely?',
    tables,
    parameters: {
      covariates,
      exact,
      controls: {
        type: 'integer',
        least: 1,
        most: 1000,
        default: 1,
        meaning: 'controls for each treated unit',
      },
      caliper: {
        type: 'number',
        least: 0,
        default: 0.2,
        meaning: 'farthest match, in standard deviations of the logit; 0 for none',
      },
      replacement: { type: 'flag', default: false, meaning: 'whether a control may serve several' },
    },
    run: (call) =>
      propensityMatch(dataOf(call), {
        controls: call.parameters.controls,
        caliper: call.parameters.caliper === 0 ? Number.POSITIVE_INFINITY : call.parameters.caliper,
        replacement: call.parameters.replacement,
      }),
  },
  {
    name: 'coarsened-exact-match',
    card: 'matching',
    summary: 'compare only units that fall into the same bins of every covariate',
    tables,
    parameters: {
      covariates,
      exact,
      bins: {
        type: 'integer',
        least: 0,
        most: 10_000,
        default: 0,
        meaning: 'bins of equal width for each covariate; 0: values must be equal',
      },
    },
    run: (call) => {
      const data = dataOf(call);
      const { bins } = call.parameters;
      return coarsenedExactMatch(data, {
        bins: bins === 0 ? {} : Object.fromEntries(Object.keys(data.covariates).map((name) => [name, bins])),
      });
    },
  },
];
