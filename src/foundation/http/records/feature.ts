import { type Geometry, markingText } from '@bluehelm/kernel';
import type { MissionRecord } from '../../records/index.ts';

/** A record as a GeoJSON feature. */
export interface Feature {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry: Geometry | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

const envelope = (record: MissionRecord) => ({
  kind: record.kind,
  version: record.version,
  state: record.state,
  title: record.title,
  start: record.when?.start ?? null,
  end: record.when?.end ?? null,
  datePrecision: record.when?.precision ?? null,
  placePrecision: record.where?.precision ?? null,
  marking: markingText(record.marking),
  source: record.source?.name ?? null,
  sourceId: record.source?.id ?? null,
  changedAt: record.changedAt,
});

/**
 * Envelope and body side by side, because map programs want flat properties; a field of the body that bears a name of
 * the envelope is called `body_NAME`.
 */
export const featureOf = (record: MissionRecord): Feature => {
  const properties: Record<string, unknown> = envelope(record);
  for (const [name, value] of Object.entries(record.body))
    properties[Object.hasOwn(properties, name) ? `body_${name}` : name] = value;
  return { type: 'Feature', id: record.id, geometry: geometryOf(record), properties };
};

const geometryOf = ({ where }: MissionRecord): Geometry | null =>
  where === null ? null : (where.geometry ?? { type: 'Point', coordinates: [where.lon, where.lat] });
