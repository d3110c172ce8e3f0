import { userInfo } from 'node:os';
import { fromGed, fromGedJson, incident } from '../1-collect/incidents/index.ts';
import {
  addGazetteer,
  boundary,
  fromBoundaries,
  fromGeonames,
  place,
  road,
} from '../1-collect/places/index.ts';
import { type ImportNeeds, importKind } from '../1-collect/sources/index.ts';
import { hotspotSurface } from '../2-understand/hotspots/index.ts';
import {
  beginSession,
  installationGrant,
  type Mission,
  openMarkings,
  type Session,
} from '../foundation/access/index.ts';
import { defaultDataFolder, type Engine, openEngine } from '../foundation/database/engine/index.ts';
import { openDatabase } from '../foundation/database/index.ts';
import { type AnyKind, type Importer, openKinds } from '../foundation/records/index.ts';

/** Where the house stands: a data folder of its own, or a server given by DATABASE_URL. */
export interface Place {
  readonly dataFolder: string;
  readonly url: string | undefined;
}

export interface House extends ImportNeeds {
  readonly engine: Engine;
  readonly place: Place;
  close(): Promise<void>;
}

/** All kinds of record, in the story's order. */
export const kinds = [
  incident,
  importKind,
  boundary,
  place,
  road,
  hotspotSurface,
] as unknown as readonly AnyKind[];

/** All ways in for files. */
export const importers = [
  fromGed,
  fromGedJson,
  fromBoundaries,
  fromGeonames,
] as readonly Importer<never>[] as readonly Importer[];

export const placeOf = (data: string | undefined): Place => ({
  dataFolder: data ?? defaultDataFolder(),
  url: process.env.DATABASE_URL || undefined,
});

/** Opens the database, migrated, with every room's kinds. The command line and the server share it. */
export const openHouse = async (place: Place, log?: (message: string) => void): Promise<House> => {
  const engine = await openEngine({
    dataFolder: place.dataFolder,
    ...(place.url ? { url: place.url } : {}),
    ...(log ? { log } : {}),
  });
  try {
    const db = await openDatabase(engine.ownerUrl);
    const markings = await openMarkings(db);
    const needs = { db, markings, kinds: openKinds(kinds) };
    return {
      ...needs,
      importers,
      // the map needs land under the incidents: outlines and towns of the countries they lie in
      afterImport: async (session, importer, record) => {
        if (importer.kind.name === incident.name) await addGazetteer(needs, session, record.id);
      },
      engine,
      place,
      close: async () => {
        await db.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
};

/** The session of whoever may run commands on this machine: the installation's administrator, by name. */
export const machineSession = (house: House, mission: Mission): Session =>
  beginSession(house.markings, mission, installationGrant(), `command line: ${userName()}`);

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // a user without an entry in the system's list, as in containers
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
};
