import { createHash } from 'node:crypto';
import { spectralRadius, stationaryRates } from '@bluehelm/methods';
import { expect, test } from 'vitest';
import { categories } from './categories.ts';
import { type ExerciseIncident, type ExerciseOptions, exerciseMission } from './mission.ts';
import { distanceKm, toPlane } from './projection.ts';
import { makeRepublic } from './republic.ts';

const hashOf = (options: ExerciseOptions): string => {
  const hash = createHash('sha256');
  for (const batch of exerciseMission(options).incidents()) hash.update(JSON.stringify(batch));
  return hash.digest('hex');
};

const mission = exerciseMission({ incidents: 20_000, seed: 'test' });
const incidents: ExerciseIncident[] = [...mission.incidents()].flat();
const truth = mission.truth();
const land = makeRepublic('orvessa');

test('the same seed gives the same incidents to the byte, another seed or date others', () => {
  const first = hashOf({ incidents: 1000, seed: 5 });
  expect(hashOf({ incidents: 1000, seed: 5 })).toBe(first);
  expect(hashOf({ incidents: 1000, seed: 6 })).not.toBe(first);
  expect(hashOf({ incidents: 1000, seed: 5, until: '2025-12-31' })).not.toBe(first);
});

test.each([500, 1234, 6000])('exactly as many incidents come as were asked for (%d)', (wanted) => {
  let count = 0;
  for (const batch of exerciseMission({ incidents: wanted }).incidents()) count += batch.length;
  expect(count).toBe(wanted);
});

test.each([499, 10_000_001, 1000.5, Number.NaN])('a size of %d is refused', (size) => {
  expect(() => exerciseMission({ incidents: size })).toThrow(/EXERCISE_SIZE_OUT_OF_RANGE/);
});

test('an impossible date is refused', () => {
  expect(() => exerciseMission({ until: '2026-02-30' })).toThrow(/DATE_IMPOSSIBLE/);
});

test('every incident lies in the republic or within its border strip of 100 m', () => {
  const outside = incidents.filter(({ latitude, longitude }) => {
    const { x, y } = toPlane(longitude, latitude);
    return ![0, 0.1, -0.1].some((dx) => [0, 0.1, -0.1].some((dy) => land.contains(x + dx, y + dy)));
  });
  expect(outside).toEqual([]);
});

test('incidents fill two years up to the given day and their dates hold together', () => {
  expect(mission.from).toBe('2024-07-01');
  const wrong = incidents.filter(({ dateStart, dateEnd, datePrecision }) =>
    datePrecision === 'day'
      ? dateEnd !== dateStart || dateStart < mission.from || dateEnd > mission.until
      : dateEnd < dateStart || dateEnd > mission.until,
  );
  expect(wrong).toEqual([]);
  const halves = incidents.filter((incident) => incident.dateStart < '2025-07-01').length;
  expect(halves / incidents.length).toBeGreaterThan(0.4);
  expect(halves / incidents.length).toBeLessThan(0.6);
});

test('deaths are ranges, organised violence kills, and the tail is heavy', () => {
  const wrong = incidents.filter(
    ({ deaths: { low, best, high }, ucdpType }) =>
      !(low <= best && best <= high) || (ucdpType !== undefined && high === 0),
  );
  expect(wrong).toEqual([]);
  const battles = incidents
    .filter((i) => i.category === 'state-based')
    .map((i) => i.deaths.best)
    .sort((a, b) => a - b);
  expect(battles[Math.floor(battles.length / 2)]).toBeLessThanOrEqual(2);
  expect(battles.at(-1)).toBeGreaterThan(40);
});

test('an imprecise place is its centre and says so; three in four are exact', () => {
  const centres = new Set(mission.geography.provinces.map((f) => f.properties.centre.join()));
  const coarse = incidents.filter((incident) => incident.placePrecision === 'province');
  expect(coarse.length).toBeGreaterThan(100);
  expect(coarse.every((incident) => centres.has([incident.longitude, incident.latitude].join()))).toBe(true);
  const exact = incidents.filter((incident) => incident.placePrecision === 'exact').length / incidents.length;
  expect(exact).toBeGreaterThan(0.65);
  expect(exact).toBeLessThan(0.9);
});

test('categories carry UCDP types or ICCS codes, never neither, and every text says it is simulated', () => {
  expect(new Set(incidents.map((incident) => incident.category)).size).toBe(categories.length);
  const wrong = incidents.filter(
    (incident) =>
      (incident.ucdpType === undefined) === (incident.iccs === undefined) ||
      !incident.description.includes('Simulated exercise') ||
      /undefined|NaN|\{/.test(incident.headline + incident.description) ||
      incident.reportedByPatrol !== (incident.source === 'patrol'),
  );
  expect(wrong).toEqual([]);
});

test('each reported true event is the incident whose number it carries', () => {
  let row = -1;
  let checked = 0;
  let strayed = 0;
  for (const incident of incidents) {
    row = truth.incident.indexOf(Number(incident.sourceId.slice(3)), row + 1);
    if (mission.parameters.categories[truth.type[row]!] !== incident.category) strayed++;
    if (incident.placePrecision !== 'exact') continue;
    const at = toPlane(truth.longitude[row]!, truth.latitude[row]!);
    if (!(distanceKm(at, toPlane(incident.longitude, incident.latitude)) < 0.7)) strayed++;
    checked++;
  }
  expect(strayed).toBe(0);
  expect(checked).toBeGreaterThan(10_000);
});

/** Logistic regression of being reported on the reporting model's terms, by Newton's method, one intercept a type. */
function fitReporting(): { perKm: number; presence: number; perKmSe: number; presenceSe: number } {
  const m = categories.length;
  const size = m + 3;
  let beta = new Float64Array(size);
  let covariance: number[][] = [];
  for (let round = 0; round < 8; round++) {
    const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    const gradient = new Array<number>(size).fill(0);
    for (let row = 0; row < truth.count; row++) {
      const x: [number, number][] = [
        [truth.type[row]!, 1],
        [m, truth.kmFromTown[row]!],
        [m + 1, truth.presence[row]!],
        [m + 2, Math.log1p(truth.deaths[row]!)],
      ];
      const p = 1 / (1 + Math.exp(-x.reduce((sum, [k, value]) => sum + beta[k]! * value, 0)));
      for (const [k, value] of x) {
        gradient[k]! += value * ((truth.incident[row]! > 0 ? 1 : 0) - p);
        for (const [l, other] of x) hessian[k]![l]! += p * (1 - p) * value * other;
      }
    }
    covariance = inverse(hessian);
    beta = beta.map((b, k) => b + covariance[k]!.reduce((sum, c, l) => sum + c * gradient[l]!, 0));
  }
  return {
    perKm: beta[m]!,
    presence: beta[m + 1]!,
    perKmSe: Math.sqrt(covariance[m]![m]!),
    presenceSe: Math.sqrt(covariance[m + 1]![m + 1]!),
  };
}

function inverse(matrix: number[][]): number[][] {
  const n = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const scale = work[i]![i]!;
    work[i] = work[i]!.map((value) => value / scale);
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = work[r]![i]!;
      work[r] = work[r]!.map((value, c) => value - factor * work[i]![c]!);
    }
  }
  return work.map((row) => row.slice(n));
}

test('reporting falls with distance from towns and rises with presence, as strongly as the true parameters say', () => {
  const { perKmFromTown, presence } = mission.parameters.reporting;
  const fit = fitReporting();
  // reports lost at random lower all chances alike, which draws the slopes toward 0 by about the share lost
  const slack = 1.5 * mission.parameters.lostShare + 0.02;
  expect(fit.perKm).toBeLessThan(0);
  expect(fit.presence).toBeGreaterThan(0);
  expect(Math.abs(fit.perKm - perKmFromTown)).toBeLessThan(4 * fit.perKmSe + slack * Math.abs(perKmFromTown));
  expect(Math.abs(fit.presence - presence)).toBeLessThan(4 * fit.presenceSe + slack * presence);
});

test("branching proportions are recovered from the parents, once presence and the window's end are allowed for", () => {
  const { offspring, dampening, delayDays } = mission.parameters;
  for (const [i, row] of offspring.entries()) {
    for (const [j, k] of row.entries()) {
      let [expected, seen] = [0, 0];
      for (let event = 0; event < truth.count; event++) {
        if (truth.type[event] === i) {
          const left = 730 - truth.day[event]!;
          // presence where the parent was stands for presence where the child would be
          expected +=
            k * (1 - Math.exp(-left / delayDays[i]![j]!)) * Math.exp(-dampening[j]! * truth.presence[event]!);
        }
        const parent = truth.parent[event]!;
        if (parent >= 0 && truth.type[event] === j && truth.type[parent] === i) seen++;
      }
      expect(Math.abs(seen - expected), `${i} → ${j}: ${seen} of ${expected}`).toBeLessThan(
        4 * Math.sqrt(expected) + 0.08 * expected + 2,
      );
    }
  }
});

test('conflict and crime feed each other and the process is stable', () => {
  const { offspring, backgroundPerDay } = mission.parameters;
  const radius = spectralRadius(offspring);
  expect(radius).toBeGreaterThan(0.4);
  expect(radius).toBeLessThan(0.7);
  for (const i of [0, 1, 2])
    for (const j of [3, 4, 5, 6, 7]) expect(offspring[i]![j]! * offspring[j]![i]!).toBeGreaterThan(0);
  // presence dampens: fewer events than the undampened process would have
  const undampened = stationaryRates(backgroundPerDay, offspring).reduce((a, b) => a + b) * 730;
  expect(truth.count / undampened).toBeGreaterThan(0.4);
  expect(truth.count / undampened).toBeLessThan(0.95);
});

test('parameters and patrols are described: areas, effort by place and period, grading', () => {
  expect(mission.patrols.perWeek).toHaveLength(60);
  const efforts = mission.patrols.perWeek.map(
    ({ patrols }) => patrols.reduce((a, b) => a + b) / patrols.length,
  );
  expect(Math.max(...efforts) / Math.min(...efforts)).toBeGreaterThan(3);
  expect(mission.actors.filter((actor) => actor.kind === 'armed-group')).toHaveLength(3);
  expect(new Set(incidents.map((incident) => incident.reliability))).toEqual(
    new Set(['A', 'B', 'C', 'D', 'E', 'F']),
  );
  expect(new Set(incidents.map((incident) => incident.credibility)).size).toBe(6);
});
