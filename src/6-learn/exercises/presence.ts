import { drawNormal, type Rng } from '@bluehelm/methods';
import { distanceKm } from './projection.ts';
import type { Republic } from './republic.ts';

/** Simulated patrols: how many each settlement sees, and how present the mission is at a place and time. */
export interface Presence {
  /** patrols a week at each town (row) in each four-week period (column) */
  readonly patrolsPerWeek: readonly Float32Array[];
  /** 0 (never seen) to 1 (always there) */
  at(x: number, y: number, day: number): number;
  readonly periodDays: number;
}

const periodDays = 28;
const reachKm = 12;

/**
 * Towns near a UN base are patrolled most; the effort wanders from period to period (a log-normal autoregression),
 * so that presence differs in time as well as in place and its effect can be estimated.
 */
export function makePresence(land: Republic, days: number, rng: Rng): Presence {
  const { towns, mesh } = land;
  const bases = land.services.filter((service) => service.kind === 'un-base');
  const periods = Math.ceil(days / periodDays);
  const patrolsPerWeek = towns.map((town) => {
    const km = Math.min(...bases.map((base) => distanceKm(base.at, town.at)));
    const usual = 0.3 + 9 * Math.exp(-km / 30);
    let drift = drawNormal(rng);
    return Float32Array.from({ length: periods }, () => {
      const effort = usual * Math.exp(0.6 * drift - 0.18);
      drift = 0.7 * drift + Math.sqrt(1 - 0.49) * drawNormal(rng);
      return effort;
    });
  });
  // presence by hexagon and period: 1 − exp(−patrols a week / 5), patrols fading with distance from the town
  const grid = mesh.cells.map(({ centre }) => {
    const nearby = towns
      .map((town, i) => ({ i, weight: Math.exp(-distanceKm(town.at, centre) / reachKm) }))
      .filter(({ weight }) => weight > 0.01);
    return Float32Array.from({ length: periods }, (_, period) => {
      const patrols = nearby.reduce((sum, { i, weight }) => sum + weight * patrolsPerWeek[i]![period]!, 0);
      return 1 - Math.exp(-patrols / 5);
    });
  });
  return {
    patrolsPerWeek,
    periodDays,
    at(x, y, day) {
      const hex = mesh.hexAt(x, y);
      // the warm-up before the window has the first period's patrols
      const period = Math.min(periods - 1, Math.max(0, Math.floor(day / periodDays)));
      return hex < 0 ? 0 : grid[hex]![period]!;
    },
  };
}
