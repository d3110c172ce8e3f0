import type { Writable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Credential, Session } from '../access/index.ts';
import type { Reads } from '../audit/index.ts';
import type { Live } from '../live/index.ts';
import type { RecordNeeds } from '../records/index.ts';

/** The server as rooms see it: Fastify with TypeBox types. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface HttpNeeds extends RecordNeeds {
  readonly version: string;
  readonly engine: { readonly kind: 'embedded' | 'server'; readonly version: string };
  /** the built web app; without it only the API answers */
  readonly webFolder?: string;
  /** names other than this machine's own under which browsers may reach the server (a proxy's public name) */
  readonly hosts?: readonly string[];
  /** whether a proxy in front may say who the client is and that it came by https */
  readonly trustProxy?: boolean;
  readonly clock?: () => Date;
  /** requests are logged here as JSON lines, without bodies, queries or secrets */
  readonly log?: { readonly level: 'info' | 'warn' | 'error'; readonly stream?: Writable };
}

/** What a room's routes are given. */
export interface RoomNeeds extends HttpNeeds {
  readonly live: Live;
  readonly reads: Reads;
}

/**
 * Registers a room's routes under their full paths (`/api/v1/hotspots`). Every route takes a signed-in caller in a
 * mission unless its `config` says otherwise, and declares schemas for what it takes and answers.
 */
export type RouteRoom = (app: App, needs: RoomNeeds) => void | Promise<void>;

declare module 'fastify' {
  interface FastifyRequest {
    /** the credential that let the caller in. @throws Problem SIGN_IN_NEEDED on open routes */
    readonly credential: Credential;
    /** the caller in the mission of this call. @throws Problem SIGN_IN_NEEDED on open and missionless routes */
    readonly session: Session;
    caller: { credential: Credential; session?: Session } | null;
  }
  interface FastifyContextConfig {
    /** nobody needs to be signed in */
    open?: boolean;
    /** signed in, but the mission is the route's own affair (it may not exist yet) */
    missionless?: boolean;
    /** the body is any bytes (application/octet-stream), handed on as a stream */
    upload?: boolean;
    /** how the parameters are named in a refusal: OGC API says 400 to unknown ones, as all do here */
    ogc?: boolean;
  }
}
