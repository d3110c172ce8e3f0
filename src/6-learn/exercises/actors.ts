import { drawCategory, type Rng, shuffle } from '@bluehelm/methods';
import { distanceKm, type Point } from './projection.ts';
import type { Republic } from './republic.ts';

export type ActorKind = 'government' | 'armed-group' | 'militia' | 'gang' | 'un-mission';

/** An invented organisation. Names are neutral on purpose: no language, people or faith is meant. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly kind: ActorKind;
  /** where it is felt: strength falls as a Gaussian with distance from each centre */
  readonly areas: readonly { readonly centre: Point; readonly reachKm: number }[];
}

export function makeActors(land: Republic, rng: Rng): Actor[] {
  const { towns, provinces, services } = land;
  const capital = towns[0]!.at;
  const farFrom = (others: readonly Point[]) => (p: Point) =>
    Math.min(...others.map((o) => distanceKm(o, p)));
  const best = <T>(list: readonly T[], score: (item: T) => number) =>
    list.reduce((a, b) => (score(b) > score(a) ? b : a));
  // the first group holds the border, the second the far hinterland, the third a province of its own
  const onBorder = best(land.frontier, farFrom([capital]));
  const hinterland = best(provinces, (p) => farFrom([capital, onBorder])(p.centre)).centre;
  const third = best(provinces, (p) => farFrom([capital, onBorder, hinterland])(p.centre)).centre;
  const secondFoothold = best(land.frontier, farFrom([onBorder, hinterland, capital]));
  const villages = towns.filter((town) => town.kind === 'village');
  const shuffled = shuffle(rng, [...villages]);
  return [
    {
      id: 'gov-forces',
      name: 'Orvessan Defence Forces',
      kind: 'government',
      areas: towns.slice(0, 16).map((town) => ({ centre: town.at, reachKm: 45 })),
    },
    {
      id: 'gov-police',
      name: 'Orvessan National Police',
      kind: 'government',
      areas: towns.slice(0, 24).map((town) => ({ centre: town.at, reachKm: 20 })),
    },
    {
      id: 'group-eastern-front',
      name: 'Eastern Front',
      kind: 'armed-group',
      areas: [
        { centre: onBorder, reachKm: 38 },
        { centre: secondFoothold, reachKm: 26 },
      ],
    },
    {
      id: 'group-ninth-march',
      name: 'Ninth of March Movement',
      kind: 'armed-group',
      areas: [{ centre: hinterland, reachKm: 34 }],
    },
    {
      id: 'group-free-column',
      name: 'Free Column',
      kind: 'armed-group',
      areas: [{ centre: third, reachKm: 30 }],
    },
    {
      id: 'militia-watch',
      name: 'Community Watch Committees',
      kind: 'militia',
      areas: shuffled.slice(0, 8).map((town) => ({ centre: town.at, reachKm: 22 })),
    },
    {
      id: 'militia-herders',
      name: 'Pasture Guard',
      kind: 'militia',
      areas: shuffled.slice(8, 14).map((town) => ({ centre: town.at, reachKm: 28 })),
    },
    { id: 'gang-dockside', name: 'Dockside Crew', kind: 'gang', areas: [{ centre: capital, reachKm: 18 }] },
    {
      id: 'gang-night-line',
      name: 'Night Line',
      kind: 'gang',
      areas: towns.slice(1, 7).map((town) => ({ centre: town.at, reachKm: 16 })),
    },
    {
      id: 'un-mission',
      name: 'United Nations Exercise Mission in Orvessa (simulated)',
      kind: 'un-mission',
      areas: services.filter((s) => s.kind === 'un-base').map((s) => ({ centre: s.at, reachKm: 35 })),
    },
  ];
}

/** How strongly an actor is felt at a point: the sum of its areas' Gaussians. */
export function strength(actor: Actor, x: number, y: number): number {
  let sum = 0;
  for (const { centre, reachKm } of actor.areas) {
    sum += Math.exp(-((centre.x - x) ** 2 + (centre.y - y) ** 2) / (2 * reachKm * reachKm));
  }
  return sum;
}

/** One of the actors of some kinds, in proportion to how strongly each is felt here. */
export function actorNear(
  actors: readonly Actor[],
  kinds: readonly ActorKind[],
  x: number,
  y: number,
  rng: Rng,
  not?: Actor,
): Actor {
  const fitting = actors.filter((actor) => kinds.includes(actor.kind) && actor !== not);
  return fitting[
    drawCategory(
      rng,
      fitting.map((actor) => strength(actor, x, y) + 1e-6),
    )
  ]!;
}
