import type { Term } from '../../foundation/records/index.ts';

/**
 * What happened, in the field's two classifications. Conflict: UCDP's types of violence (GED codebook). Crime: UNODC's
 * International Classification of Crime for Statistical Purposes, version 1.0 (2015), whose code is also the number where it has four digits or fewer.
 */
export const categories: readonly Term[] = [
  { number: 1, name: 'state-based', title: 'Battle with a state', group: 'Armed conflict', code: 'UCDP 1' },
  { number: 2, name: 'non-state', title: 'Clash between groups', group: 'Armed conflict', code: 'UCDP 2' },
  { number: 3, name: 'one-sided', title: 'Attack on civilians', group: 'Armed conflict', code: 'UCDP 3' },
  {
    number: 101,
    name: 'homicide',
    title: 'Intentional homicide',
    group: 'Crime against persons',
    code: 'ICCS 0101',
  },
  {
    number: 201,
    name: 'assault',
    title: 'Assault and threat',
    group: 'Crime against persons',
    code: 'ICCS 0201',
  },
  {
    number: 202,
    name: 'kidnapping',
    title: 'Kidnapping',
    group: 'Crime against persons',
    code: 'ICCS 020221',
  },
  {
    number: 301,
    name: 'sexual-violence',
    title: 'Sexual violence',
    group: 'Crime against persons',
    code: 'ICCS 0301',
  },
  { number: 401, name: 'robbery', title: 'Robbery', group: 'Crime against property', code: 'ICCS 0401' },
  { number: 501, name: 'burglary', title: 'Burglary', group: 'Crime against property', code: 'ICCS 0501' },
  { number: 502, name: 'theft', title: 'Theft', group: 'Crime against property', code: 'ICCS 0502' },
  {
    number: 5025,
    name: 'theft-livestock',
    title: 'Theft of livestock',
    group: 'Crime against property',
    code: 'ICCS 05025',
  },
  {
    number: 504,
    name: 'property-damage',
    title: 'Property damage',
    group: 'Crime against property',
    code: 'ICCS 0504',
  },
  {
    number: 601,
    name: 'drugs',
    title: 'Drug offences',
    group: 'Crime against order and safety',
    code: 'ICCS 0601',
  },
  {
    number: 901,
    name: 'weapons',
    title: 'Weapons and explosives offences',
    group: 'Crime against order and safety',
    code: 'ICCS 0901',
  },
  {
    number: 906,
    name: 'terrorism',
    title: 'Terrorism',
    group: 'Crime against order and safety',
    code: 'ICCS 0906',
  },
  { number: 1109, name: 'other', title: 'Other', group: 'Other', code: 'ICCS 1109' },
];

export const categoryNames = categories.map((term) => term.name);

const numbers = new Map(categories.map((term) => [term.name, term.number]));

/** The number a category is stored under in facts. */
export const categoryNumber = (name: string): number => numbers.get(name)!;
