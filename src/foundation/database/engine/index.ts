import { openEmbedded } from './embedded.ts';
import type { Engine, Log } from './engine.ts';
import { openServer } from './server.ts';

export { defaultDataFolder } from './data-folder.ts';
export type { Engine } from './engine.ts';

export interface EngineOptions {
  /** where the embedded database and the installation's secrets live */
  readonly dataFolder: string;
  /** a PostgreSQL server to use instead (DATABASE_URL) */
  readonly url?: string | undefined;
  readonly log?: Log | undefined;
}

/**
 * Opens the database: the server at `url`, else the embedded one of the data folder.
 * @throws Problem with a DATABASE_ code when it cannot be used
 */
export const openEngine = ({ dataFolder, url, log = () => {} }: EngineOptions): Promise<Engine> =>
  url ? openServer(url) : openEmbedded(dataFolder, log);
