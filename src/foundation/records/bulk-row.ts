import { hash } from 'node:crypto';
import { cellAt, cellNumber, geometryBBox, type Id } from '@bluehelm/kernel';
import { storableJson } from '../database/index.ts';
import { copyCells, copyTime } from './copy-text.ts';
import { factOf } from './fact.ts';
import type { AnyKind } from './kind.ts';
import type { SourceDraft } from './source-draft.ts';
import { wordsOf } from './words.ts';
import { factResolution } from './write.ts';

export interface BulkOptions {
  readonly kind: AnyKind;
  readonly source: string;
  /** number of the marking of rows that do not bring their own */
  readonly marking: number;
  /** the import record these rows came with */
  readonly importId: Id;
}

/** A row made ready while others are being written: all of it that does not depend on what is already known. */
export interface PreparedRow {
  readonly draft: SourceDraft;
  /** of what the source says, to tell whether it says anything new */
  readonly hash: string;
  /** its cells in COPY's text format, in the order of the stage's last columns */
  readonly rest: string;
}

/** @param sourceHash that of the source's own words, where a person's changes stand in their place */
export const prepareRow = (options: BulkOptions, draft: SourceDraft, sourceHash?: string): PreparedRow => {
  const { kind } = options;
  const { when, where, body } = draft;
  const said = storableJson(body);
  const hashed = sourceHash ?? hashOf(draft, said);
  const state = draft.state ?? kind.initial;
  const fact = factOf({ kind, state, body, when, where });
  const title = kind.headline(body);
  const box = where?.geometry ? geometryBBox(where.geometry) : undefined;
  const rest = copyCells([
    kind.name,
    state,
    title,
    when && copyTime(when.start),
    when && copyTime(when.end),
    when?.precision,
    where?.lon,
    where?.lat,
    where?.precision,
    where?.geometry && storableJson(where.geometry),
    box?.west,
    box?.south,
    box?.east,
    box?.north,
    options.source,
    draft.sourceId,
    `\\x${hashed}`,
    options.importId,
    draft.line,
    draft.raw,
    said,
    wordsOf(`${title} ${kind.words?.(body) ?? ''}`).join(' '),
    fact && cellNumber(cellAt(where!.lon, where!.lat, factResolution)),
    fact?.category,
    fact?.low,
    fact?.best,
    fact?.high,
    fact?.flags,
  ]);
  return { draft, hash: hashed, rest };
};

const hashOf = ({ when, where, state }: SourceDraft, said: string): string => {
  const place = where && [where.lon, where.lat, where.precision, where.geometry];
  return hash('md5', `${said}${JSON.stringify([when, place, state])}`, 'hex');
};
