import { drawCategory, type Rng } from '@bluehelm/methods';
import { categories } from './categories.ts';
import { trueParameters } from './parameters.ts';

export const reportSources = ['patrol', 'police', 'community', 'ngo', 'media'] as const;
export type ReportSource = (typeof reportSources)[number];
export type Reliability = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
export type Credibility = 1 | 2 | 3 | 4 | 5 | 6;
export type Verification = 'reported' | 'corroborated' | 'confirmed' | 'refuted';

/** The probability that a true event is ever reported: less far from towns, more where patrols go. */
export function chanceOfReport(type: number, kmFromTown: number, presence: number, deaths: number): number {
  const { intercept, perKmFromTown, presence: perPresence, perLogDeaths } = trueParameters.reporting;
  const score =
    intercept[type]! +
    perKmFromTown * kmFromTown +
    perPresence * presence +
    perLogDeaths * Math.log1p(deaths);
  return 1 / (1 + Math.exp(-score));
}

/** Who reported an event: patrols where they are present, police for crime near towns, media for many deaths. */
export function drawSource(
  type: number,
  kmFromTown: number,
  presence: number,
  deaths: number,
  rng: Rng,
): ReportSource {
  const crime = !categories[type]!.conflict;
  const weights = [
    2 * presence,
    (crime ? 2.5 : 0.6) * Math.exp(-kmFromTown / 15),
    crime ? 0.9 : 0.7,
    crime ? 0.2 : 0.6,
    0.2 + 0.25 * Math.log1p(deaths),
  ];
  return reportSources[drawCategory(rng, weights)]!;
}

// weights of A to F, then of 1 to 6, then of the four states of verification, by source
const habits: Record<ReportSource, { grade: number[]; credit: number[]; state: number[] }> = {
  patrol: { grade: [5, 4, 1, 0, 0, 0], credit: [4, 4, 2, 0.3, 0, 0.3], state: [3, 3, 4, 0.1] },
  police: { grade: [2, 5, 2, 0.5, 0, 0.3], credit: [2, 4, 3, 0.5, 0.1, 0.5], state: [4, 3, 3, 0.2] },
  community: { grade: [0.3, 2, 4, 1.5, 0.3, 3], credit: [0.5, 2, 4, 1.5, 0.4, 2], state: [7, 2, 1, 0.5] },
  ngo: { grade: [1, 4, 3, 0.5, 0, 0.5], credit: [1, 4, 3, 0.5, 0.1, 0.5], state: [5, 3, 2, 0.2] },
  media: { grade: [0.2, 2, 4, 2, 0.5, 1], credit: [0.4, 2, 4, 2, 0.6, 1], state: [6, 3, 1, 0.6] },
};

const verifications: readonly Verification[] = ['reported', 'corroborated', 'confirmed', 'refuted'];
const reliabilities: readonly Reliability[] = ['A', 'B', 'C', 'D', 'E', 'F'];

/** Source reliability A–F, credibility 1–6 (NATO AJP-2.1's admiralty grading) and how far it has been verified. */
export function drawGrading(source: ReportSource, rng: Rng) {
  const { grade, credit, state } = habits[source];
  return {
    reliability: reliabilities[drawCategory(rng, grade)]!,
    credibility: (drawCategory(rng, credit) + 1) as Credibility,
    verification: verifications[drawCategory(rng, state)]!,
  };
}

/** Reported deaths about the true number: sources of conflict differ more, low ≤ best ≤ high always. */
export function drawDeathRange(deaths: number, rng: Rng): { low: number; best: number; high: number } {
  const sure = rng.next();
  if (deaths === 0 || (deaths === 1 && sure < 0.85)) return { low: deaths, best: deaths, high: deaths };
  if (sure < 0.35) return { low: deaths, best: deaths, high: deaths };
  const best = Math.max(0, Math.round(deaths * (0.75 + 0.5 * rng.next())));
  const low = Math.floor(best * (1 - 0.5 * rng.next()));
  const high = Math.ceil(best + (0.6 * best + 1) * rng.next());
  return { low, best, high };
}
