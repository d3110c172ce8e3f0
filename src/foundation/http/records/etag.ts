import { Problem } from '@bluehelm/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type MissionRecord, recordProblems } from '../../records/index.ts';

/** A record's version is its entity tag: `"3"`. */
export const etagOf = (record: Pick<MissionRecord, 'version'>): string => `"${record.version}"`;

const tag = /^(?:W\/)?"(\d{1,9})"$/;

/**
 * The version a change was made on.
 * @throws Problem RECORD_VERSION_NEEDED where If-Match is missing or is not one version
 */
export const matchedVersion = (request: FastifyRequest): number => {
  const found = tag.exec(request.headers['if-match']?.trim() ?? '');
  if (found) return Number(found[1]);
  throw new Problem(
    recordProblems.versionNeeded,
    `If-Match was ${request.headers['if-match'] === undefined ? 'not sent' : `"${request.headers['if-match'].slice(0, 40)}"`}; the version the change was made on was expected.`,
    { mend: 'Send If-Match: "3" with the version that was read, as its ETag says.' },
  );
};

/** Sends a record with its tag, or 304 to a reader that has this version already. */
export const sendRecord = (
  request: FastifyRequest,
  reply: FastifyReply,
  record: MissionRecord,
): FastifyReply => {
  const etag = etagOf(record);
  reply.header('etag', etag);
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known?.includes(etag) || known?.includes('*') ? reply.code(304).send() : reply.send(record);
};
