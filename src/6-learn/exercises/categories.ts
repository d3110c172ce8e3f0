/**
 * What can happen in the exercise, in the order of the process's types: UCDP's three kinds of organised violence,
 * then ordinary crime by the International Classification of Crime for Statistical Purposes (UNODC, version 1.0, 2015).
 */
export const categories = [
  { code: 'state-based', ucdp: 1, iccs: undefined, conflict: true },
  { code: 'non-state', ucdp: 2, iccs: undefined, conflict: true },
  { code: 'one-sided', ucdp: 3, iccs: undefined, conflict: true },
  { code: 'homicide', ucdp: undefined, iccs: '0101', conflict: false },
  { code: 'kidnapping', ucdp: undefined, iccs: '020221', conflict: false },
  { code: 'robbery', ucdp: undefined, iccs: '0401', conflict: false },
  { code: 'burglary', ucdp: undefined, iccs: '0501', conflict: false },
  { code: 'theft-livestock', ucdp: undefined, iccs: '05025', conflict: false },
] as const;

export type CategoryCode = (typeof categories)[number]['code'];
