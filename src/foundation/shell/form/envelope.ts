import type { Clearance, Marking } from '@bluehelm/kernel';
import type { KindAnswer, MissionRecord } from '../answers.ts';

/** Time, place and marking as typed. */
export interface EnvelopeValues {
  readonly start: string;
  readonly end: string;
  readonly datePrecision: string;
  readonly lon: string;
  readonly lat: string;
  readonly placePrecision: string;
  readonly level: string;
  /** `*`: whole mission; empty: own organisation only; `kept`: as the record bears it now */
  readonly audience: string;
}

export type EnvelopeFault = {
  readonly path: keyof EnvelopeValues;
  readonly fault: 'faultRequired' | 'faultRange' | 'faultOrder';
  readonly least?: number;
  readonly most?: number;
};

export const newEnvelope = (today: string): EnvelopeValues => ({
  start: today,
  end: '',
  datePrecision: '1',
  lon: '',
  lat: '',
  placePrecision: '1',
  level: 'unclassified',
  audience: '*',
});

const audienceOf = ({ audience }: Marking): string =>
  audience.length === 0 ? '' : audience.includes('*') ? '*' : 'kept';

export const envelopeOf = ({ when, where, marking }: MissionRecord): EnvelopeValues => ({
  start: when?.start ?? '',
  end: when && when.end !== when.start ? when.end : '',
  datePrecision: String(when?.precision ?? 1),
  lon: where ? String(where.lon) : '',
  lat: where ? String(where.lat) : '',
  placePrecision: String(where?.precision ?? 1),
  level: marking.level,
  audience: audienceOf(marking),
});

/** Levels that the session may give: none above its own. */
export const openLevels = (clearance: Clearance): readonly Marking['level'][] => {
  const all = ['unclassified', 'confidential', 'strictly confidential'] as const;
  return all.slice(0, all.indexOf(clearance.level) + 1);
};

const inRange = (text: string, most: number) => text.trim() !== '' && Math.abs(Number(text)) <= most;

/** Checks time and place as the kind asks for them. */
export const envelopeFaults = (
  kind: Pick<KindAnswer, 'time' | 'place'>,
  values: EnvelopeValues,
): EnvelopeFault[] => {
  const faults: EnvelopeFault[] = [];
  if (kind.time === 'required' && values.start === '') faults.push({ path: 'start', fault: 'faultRequired' });
  if (values.end !== '' && values.end < values.start) faults.push({ path: 'end', fault: 'faultOrder' });
  const placed = values.lon !== '' || values.lat !== '';
  if (kind.place === 'required' || (kind.place === 'optional' && placed)) {
    if (!inRange(values.lon, 180)) faults.push({ path: 'lon', fault: 'faultRange', least: -180, most: 180 });
    if (!inRange(values.lat, 90)) faults.push({ path: 'lat', fault: 'faultRange', least: -90, most: 90 });
  }
  return faults;
};

/** Time, place and marking as the API takes them. A shape that the form cannot show stays as it is. */
export const writeEnvelope = (
  kind: Pick<KindAnswer, 'time' | 'place'>,
  values: EnvelopeValues,
  before?: MissionRecord,
): Record<string, unknown> => ({
  ...(kind.time === 'none'
    ? {}
    : {
        when:
          values.start === ''
            ? null
            : {
                start: values.start,
                end: values.end || values.start,
                precision: Number(values.datePrecision),
              },
      }),
  ...(kind.place === 'none' || before?.where?.geometry
    ? {}
    : {
        where:
          values.lon === ''
            ? null
            : { lon: Number(values.lon), lat: Number(values.lat), precision: Number(values.placePrecision) },
      }),
  marking: {
    ...(before ? { originator: before.marking.originator, compartments: before.marking.compartments } : {}),
    ...(before?.marking.tlp ? { tlp: before.marking.tlp } : {}),
    level: values.level,
    audience:
      values.audience === 'kept' ? (before?.marking.audience ?? []) : values.audience === '*' ? ['*'] : [],
  },
});
