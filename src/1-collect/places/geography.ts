import type { Geometry, Marking } from '@bluehelm/kernel';
import type { Session } from '../../foundation/access/index.ts';
import { eachRecord, type MissionRecord, type RecordNeeds } from '../../foundation/records/index.ts';
import { type BoundaryBody, boundary, type PlaceBody, place } from './kinds.ts';

const current = ['current'];

/** An area as analysis needs it. */
export interface Area {
  readonly name: string;
  readonly level: 0 | 1 | 2;
  readonly role: BoundaryBody['role'];
  readonly geometry: Geometry;
  readonly marking: Marking;
}

/** The boundaries that a session may see. */
export const boundariesOf = async (needs: RecordNeeds, session: Session): Promise<Area[]> => {
  const found: Area[] = [];
  for await (const page of eachRecord(needs, session, { kind: boundary, states: current }, undefined, 200))
    found.push(...page.flatMap(asArea));
  return found.sort((a, b) => a.level - b.level || (a.name < b.name ? -1 : 1));
};

const asArea = ({ where, body, marking }: MissionRecord): Area[] => {
  const { name, level, role } = body as BoundaryBody;
  return where?.geometry ? [{ name, level, role, geometry: where.geometry, marking }] : [];
};

/** Where people live, as far as it is known. */
export interface Inhabited {
  /** degrees */
  readonly lon: number;
  readonly lat: number;
  readonly population: number;
  readonly marking: Marking;
}

/** The settlements with a known number of inhabitants that a session may see. */
export const inhabitedPlaces = async (needs: RecordNeeds, session: Session): Promise<Inhabited[]> => {
  const found: Inhabited[] = [];
  for await (const page of eachRecord(needs, session, { kind: place, states: current }))
    for (const { where, body, marking } of page) {
      const { population = 0, category } = body as PlaceBody;
      if (population > 0 && category === 'settlement')
        found.push({ lon: where!.lon, lat: where!.lat, population, marking });
    }
  return found;
};
