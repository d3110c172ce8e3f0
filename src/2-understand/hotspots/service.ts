import { type Id, Problem } from '@bluehelm/kernel';
import { isInsufficient } from '@bluehelm/methods';
import metadata from '../../../package.json' with { type: 'json' };
import { demand, type Session } from '../../foundation/access/index.ts';
import type { Database } from '../../foundation/database/index.ts';
import {
  createRecord,
  type MissionRecord,
  type RecordNeeds,
  readRecord,
} from '../../foundation/records/index.ts';
import { testSurface } from './compute.ts';
import { countIncidents } from './gather.ts';
import type { SurfaceBody } from './kind.ts';
import { inputHash, type Made, makeSurface } from './make.ts';
import { type HotspotParameters, incidentFilter, type Settled, settled } from './parameters.ts';
import { hotspotProblems } from './problems.ts';
import { featuresOf } from './run.ts';

const method = 'Getis–Ord Gi*, H3 ring 1, Benjamini–Hochberg q';

// a few recent surfaces per open database: several people look at the same map
const recent = new WeakMap<Database, Map<string, Promise<Made>>>();
const mostRecent = 12;

/**
 * A hotspot surface of what a session may see, as asked for; the same question on the same data is answered from memory.
 * @throws Problem HOTSPOTS_* where there is no honest answer, FILTER_REFUSED
 */
export const previewSurface = async (
  needs: RecordNeeds,
  session: Session,
  given: HotspotParameters,
): Promise<Made> => {
  demand(session, 'read');
  const asked = settled(given);
  const { seq } = await countIncidents(needs, session, incidentFilter(needs, asked));
  const key = JSON.stringify([session.mission.id, seq, asked, Buffer.from(session.bits).toString('base64')]);
  const known = recent.get(needs.db) ?? new Map<string, Promise<Made>>();
  recent.set(needs.db, known);
  const found = known.get(key) ?? makeSurface(needs, session, asked);
  // put last: the first is what nobody asked for the longest
  known.delete(key);
  known.set(key, found);
  if (known.size > mostRecent) known.delete(known.keys().next().value!);
  return found.catch((error) => {
    known.delete(key);
    throw error;
  });
};

/** Makes a hotspot surface and keeps it as a record, marked with the join of its inputs. @throws Problem as the preview */
export const keepSurface = async (
  needs: RecordNeeds,
  session: Session,
  given: HotspotParameters,
): Promise<MissionRecord> => {
  demand(session, 'analyse');
  const { surface, summary, marking, parameters, inputs } = await previewSurface(needs, session, given);
  const body: SurfaceBody = {
    summary,
    cells: [...surface.cells],
    counts: [...surface.counts],
    ...(surface.rates ? { rates: [...surface.rates] } : {}),
    z: numbers(surface.z),
    p: numbers(surface.p),
    q: numbers(surface.q),
  };
  const { from, to } = summary;
  return createRecord(
    needs,
    session,
    'hotspot-surface',
    { ...(from && to ? { when: { start: from, end: to } } : {}), marking, body },
    { provenance: { method, parameters, inputs, code: metadata.version } },
  );
};

const numbers = (values: Float64Array): (number | null)[] =>
  Array.from(values, (value) => (Number.isNaN(value) ? null : value));
const values = (given: readonly (number | null)[]): Float64Array =>
  Float64Array.from(given, (value) => value ?? Number.NaN);

/** A kept surface. @throws Problem RECORD_NOT_FOUND, HOTSPOTS_NOT_A_SURFACE */
export const readSurface = async (needs: RecordNeeds, session: Session, id: Id): Promise<MissionRecord> => {
  const record = await readRecord(needs, session, id);
  if (record.kind === 'hotspot-surface') return record;
  throw new Problem(
    hotspotProblems.notASurface,
    `Record ${id} is of the kind "${record.kind}"; a hotspot-surface was expected.`,
  );
};

/** A surface as the text of a GeoJSON FeatureCollection with its summary. */
export const collectionText = (summary: object, features: string): string =>
  `{"type":"FeatureCollection","summary":${JSON.stringify(summary)},"features":${features}}\n`;

/** The same of a kept surface. */
export const recordText = async (record: MissionRecord): Promise<string> => {
  const { summary, cells, counts, rates, z, p, q } = record.body as SurfaceBody;
  return collectionText(
    summary,
    await featuresOf({
      cells,
      counts: Float64Array.from(counts),
      rates: rates && Float64Array.from(rates),
      z: values(z),
      p: values(p),
      q: values(q),
    }),
  );
};

export interface Rerun {
  /** whether the method gives the kept numbers again, to the bit, from the kept counts */
  readonly same: boolean;
  /** whether the mission's records still give the kept counts to this session */
  readonly inputs: 'unchanged' | 'changed';
}

/** Runs a kept surface again: the method on its own counts, and the counts from what the session sees now. */
export const rerunSurface = async (
  needs: RecordNeeds,
  session: Session,
  record: MissionRecord,
): Promise<Rerun> => {
  const body = record.body as SurfaceBody;
  const { parameters, inputs } = record.provenance as { parameters: Settled; inputs: Made['inputs'] };
  const again = testSurface(body.cells, Float64Array.from(body.rates ?? body.counts), parameters.inference);
  const same =
    !isInsufficient(again) &&
    (['z', 'p', 'q'] as const).every((name) =>
      again[name].every((value, at) => Object.is(value, body[name][at] ?? Number.NaN)),
    );
  const now = await previewSurface(needs, session, parameters).catch(() => undefined);
  const unchanged = now !== undefined && inputHash(now.surface) === inputs.hash;
  return { same, inputs: unchanged ? 'unchanged' : 'changed' };
};
