export { type Changes, listChanges } from './changes.ts';
export type { Changed, Entry, Lost } from './entry.ts';
export type { Batch, Handler } from './feed.ts';
export { type Live, openLive } from './live.ts';
