/** Tells a person what is going on; one sentence, no secrets. */
export type Log = (message: string) => void;

/** An open database. */
export interface Engine {
  /** connection string of the owner; holds a password: never print it */
  readonly ownerUrl: string;
  readonly kind: 'embedded' | 'server';
  /** PostgreSQL's own version, such as `18.4` */
  readonly version: string;
  /** Leaves the database; the last process to leave an embedded one stops it. May be called twice. */
  close(): Promise<void>;
}
