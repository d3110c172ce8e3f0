import type { Rng } from '@bluehelm/methods';
import { type Actor, actorNear } from './actors.ts';
import { type CategoryCode, categories } from './categories.ts';
import type { Point } from './projection.ts';
import type { ReportSource } from './reporting.ts';

export interface ActorInIncident {
  readonly name: string;
  readonly role: 'party' | 'perpetrator' | 'target';
}

const civilians = 'Civilians';
const unknown = 'Unidentified armed men';

/** Who took part, drawn from those felt at the place. No person is ever named. */
export function drawActors(
  code: CategoryCode,
  at: Point,
  actors: readonly Actor[],
  rng: Rng,
): ActorInIncident[] {
  const near = (kinds: Actor['kind'][], not?: Actor) => actorNear(actors, kinds, at.x, at.y, rng, not);
  const by = (name: string, target = civilians): ActorInIncident[] => [
    { name, role: 'perpetrator' },
    { name: target, role: 'target' },
  ];
  const chance = rng.next();
  switch (code) {
    case 'state-based':
      return [
        { name: near(['government']).name, role: 'party' },
        { name: near(['armed-group']).name, role: 'party' },
      ];
    case 'non-state': {
      const first = near(['armed-group', 'militia']);
      return [
        { name: first.name, role: 'party' },
        { name: near(['armed-group', 'militia'], first).name, role: 'party' },
      ];
    }
    case 'one-sided':
      return by(chance < 0.1 ? near(['government']).name : near(['armed-group', 'militia']).name);
    case 'kidnapping':
      return by(chance < 0.4 ? near(['armed-group']).name : chance < 0.7 ? near(['gang']).name : unknown);
    case 'robbery':
      return chance < 0.3 ? by(near(['gang']).name) : by('Unidentified robbers');
    case 'theft-livestock':
      return chance < 0.4
        ? by(near(['militia', 'armed-group']).name, 'Herders')
        : by('Unidentified rustlers', 'Herders');
    default:
      return [{ name: civilians, role: 'target' }];
  }
}

const happenings: Record<CategoryCode, readonly string[]> = {
  'state-based': [
    'Clash between {a} and {b}',
    '{b} attacked a position of {a}',
    'Exchange of fire between {a} and {b}',
    'Ambush of {a} by {b}',
  ],
  'non-state': [
    'Fighting between {a} and {b}',
    '{a} raided fighters of {b}',
    'Clash between {a} and {b} over a checkpoint',
  ],
  'one-sided': ['{a} attacked civilians', 'Civilians killed by {a}', '{a} opened fire on a settlement'],
  homicide: ['Person found killed', 'Fatal stabbing', 'Fatal shooting', 'Killing after a dispute'],
  kidnapping: ['{a} abducted travellers', 'Abduction for ransom by {a}', '{a} took residents away'],
  robbery: [
    'Armed robbery of a shop',
    'Vehicle held up by {a}',
    'Street robbery by {a}',
    'Traders robbed by {a}',
  ],
  burglary: ['House broken into', 'Store room broken into', 'Clinic store broken into', 'Office broken into'],
  'theft-livestock': [
    'Cattle taken by {a}',
    'Goats stolen by night',
    '{a} drove off a herd',
    'Livestock theft at a water point',
  ],
};

const told: Record<ReportSource, readonly string[]> = {
  patrol: ['Observed by a patrol', 'Reported by a patrol on its return', 'Patrol spoke with witnesses'],
  police: ['Entered in the police log', 'Reported by the police post', 'Police opened a file'],
  community: [
    'Reported by a community focal point',
    'Call to the hotline',
    'Residents informed the liaison office',
  ],
  ngo: ['Reported by a humanitarian organisation', 'From an NGO security note'],
  media: ['Local radio reported it', 'Reported by a newspaper', 'Carried by an online news page'],
};

const compass = [
  'east',
  'north-east',
  'north',
  'north-west',
  'west',
  'south-west',
  'south',
  'south-east',
] as const;

/** "12 km north-east of Dravenne", or the settlement's name within its first 2 km. */
export function placeInWords(at: Point, town: { readonly name: string; readonly at: Point }): string {
  const [dx, dy] = [at.x - town.at.x, at.y - town.at.y];
  const km = Math.hypot(dx, dy);
  if (km < 2) return town.name;
  const turn = Math.round((Math.atan2(dy, dx) / Math.PI) * 4);
  return `${Math.round(km)} km ${compass[(turn + 8) % 8]} of ${town.name}`;
}

export interface TextNeeds {
  readonly type: number;
  readonly place: string;
  readonly province: string;
  readonly actors: readonly ActorInIncident[];
  readonly deaths: { readonly low: number; readonly best: number; readonly high: number };
  readonly injured: number;
  readonly source: ReportSource;
}

/** A headline and two or three sentences, in English, saying that they are simulated. */
export function writeTexts(needs: TextNeeds, rng: Rng): { headline: string; description: string } {
  const { code } = categories[needs.type]!;
  const pick = (list: readonly string[]) => list[rng.int(list.length)]!;
  const what = pick(happenings[code])
    .replace('{a}', needs.actors[0]!.name)
    .replace('{b}', needs.actors[1]?.name ?? '');
  const headline = sentence(`${what}, ${needs.place}`);
  const harm = harmInWords(needs);
  return {
    headline,
    description: `${headline} (${needs.province} province). ${harm}${pick(told[needs.source])}. [Simulated exercise]`,
  };
}

function harmInWords({ deaths, injured }: TextNeeds): string {
  const range = deaths.low === deaths.high ? '' : ` (estimates from ${deaths.low} to ${deaths.high})`;
  const dead = deaths.best > 0 || deaths.high > 0 ? `${people(deaths.best)} killed${range}. ` : '';
  return injured > 0 ? `${dead}${people(injured)} injured. ` : dead;
}

const people = (n: number): string => (n === 0 ? 'Nobody confirmed' : n === 1 ? 'One person' : `${n} people`);

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
