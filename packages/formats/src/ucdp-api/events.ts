import { Problem } from '@bluehelm/kernel';
import { type Batch, type Refusal, type Row, refusal } from '../format.ts';
import { jsonSplitter } from '../json/splitter.ts';
import { limitsOf } from '../open/limits.ts';
import type { GedEvent } from '../ucdp-ged/event.ts';
import { gedElementReader } from '../ucdp-ged/json-format.ts';
import { ucdpApiProblems } from './problems.ts';
import { type RequestOptions, requestPage } from './request.ts';

/** Filters of the API; lists are joined with commas. Source: ucdp.uu.se/apidocs. */
export interface UcdpFilters {
  /** Gleditsch–Ward codes */
  readonly country?: readonly number[];
  /** `YYYY-MM-DD`: leaves out what is earlier */
  readonly startDate?: string;
  /** `YYYY-MM-DD`: leaves out what is later */
  readonly endDate?: string;
  readonly typeOfViolence?: readonly (1 | 2 | 3)[];
  /** south-west and north-east corner, in degrees */
  readonly geography?: {
    readonly south: number;
    readonly west: number;
    readonly north: number;
    readonly east: number;
  };
}

export interface UcdpApiOptions extends RequestOptions {
  /** default `https://ucdpapi.pcr.uu.se/api/` */
  readonly baseUrl?: string;
  /** `24.1`, or of a candidate release `24.0.3` */
  readonly version: string;
  readonly filters?: UcdpFilters;
  /** events per page, 1–1000; default 1000 */
  readonly pageSize?: number;
  /** page to begin with, to go on after an interruption; default 0 */
  readonly page?: number;
}

/** A page of events, as a batch. A row's `line` is its number among all events asked for, from 1. */
export interface UcdpPage extends Batch<GedEvent> {
  readonly page: number;
  readonly totalPages: number;
  readonly totalCount: number;
}

export const ucdpApiBase = 'https://ucdpapi.pcr.uu.se/api/';

/**
 * Fetches events of the UCDP API page by page, following its `NextPageUrl` on the same server only. One page is held
 * at a time. The token travels in a header and in no message.
 * @throws Problem of `ucdpApiProblems`; the signal's reason where it is aborted
 */
export async function* ucdpApiEvents(options: UcdpApiOptions): AsyncGenerator<UcdpPage> {
  const first = firstPage(options);
  const pageSize = Number(first.searchParams.get('pagesize'));
  const candidate = /^\d+\.0\./.test(options.version);
  const read = gedElementReader(candidate ? 'candidate' : 'release');
  const seen = new Set<string>();
  let bytesRead = 0;
  let page = options.page ?? 0;
  for (let next: URL | undefined = first; next !== undefined; page++) {
    // a server that points back would be followed for ever
    if (seen.has(next.href)) throw answerBroken(`the page ${next.pathname}${next.search} follows itself`);
    seen.add(next.href);
    const text = await requestPage(next, options);
    bytesRead += Buffer.byteLength(text);
    const { elements, members } = splitPage(text);
    const rows: Row<GedEvent>[] = [];
    const refused: Refusal[] = [];
    elements.forEach(({ raw }, at) => {
      const line = page * pageSize + at + 1;
      const value = read(JSON.parse(raw));
      if (Array.isArray(value)) refused.push(refusal(line, raw, value));
      else rows.push({ line, raw, value });
    });
    yield {
      rows,
      refused,
      bytesRead,
      bytesTotal: undefined,
      page,
      totalPages: Number(members.get('TotalPages') ?? 0),
      totalCount: Number(members.get('TotalCount') ?? 0),
    };
    next = nextPage(members.get('NextPageUrl'), first);
  }
}

const firstPage = ({
  baseUrl = ucdpApiBase,
  version,
  filters = {},
  pageSize = 1000,
  page = 0,
}: UcdpApiOptions): URL => {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  const url = new URL(`gedevents/${encodeURIComponent(version)}`, base);
  url.searchParams.set('pagesize', String(Math.min(1000, Math.max(1, Math.floor(pageSize)))));
  url.searchParams.set('page', String(page));
  const { country, startDate, endDate, typeOfViolence, geography } = filters;
  if (country?.length) url.searchParams.set('Country', country.join(','));
  if (startDate !== undefined) url.searchParams.set('StartDate', startDate);
  if (endDate !== undefined) url.searchParams.set('EndDate', endDate);
  if (typeOfViolence?.length) url.searchParams.set('TypeOfViolence', typeOfViolence.join(','));
  if (geography !== undefined) {
    const { south, west, north, east } = geography;
    url.searchParams.set('Geography', `${south} ${west},${north} ${east}`);
  }
  return url;
};

const nextPage = (given: unknown, first: URL): URL | undefined => {
  if (typeof given !== 'string' || given === '') return undefined;
  if (!URL.canParse(given, first)) throw answerBroken(`its next page "${given.slice(0, 100)}" is no address`);
  const url = new URL(given, first);
  // behind a proxy the API names itself with http; the token goes out over https all the same
  if (url.host === first.host && url.protocol === 'http:') url.protocol = first.protocol;
  if (url.origin === first.origin) return url;
  throw new Problem(
    ucdpApiProblems.foreignPage,
    `The next page lies on ${url.origin}, not on ${first.origin}; it was not fetched, and the token was not sent there.`,
    { mend: 'Check the base address.' },
  );
};

const splitPage = (text: string) => {
  const splitter = jsonSplitter(['Result'], limitsOf(undefined));
  try {
    const elements = splitter.push(text);
    splitter.end();
    if (splitter.found() === 'Result') return { elements, members: splitter.members };
  } catch (error) {
    throw answerBroken(error instanceof Problem ? error.detail : String(error));
  }
  throw answerBroken('a list "Result" was expected');
};

const answerBroken = (what: string): Problem =>
  new Problem(ucdpApiProblems.answerBroken, `The answer is not one of the UCDP API: ${what}.`, {
    mend: 'Check the base address; a proxy or sign-in page may stand in between.',
  });
