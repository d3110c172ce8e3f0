import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openEngine } from '../../src/foundation/database/engine/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** connection string of the owner on the server that all tests of a run share */
    testServer: string;
  }
}

/** The migrated database that each test's own is copied from. */
export const templateName = 'bluehelm_test_template';

/**
 * Runs once before all tests that use a database: starts one in a temporary folder and migrates the template.
 * BLUEHELM_TEST_DATABASE_URL names a server (its superuser) to test against instead.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  // the second project of the same run shares what the first has started
  const running = process.env.BLUEHELM_TEST_SERVER;
  if (running) {
    project.provide('testServer', running);
    return async () => {};
  }
  const dataFolder = await mkdtemp(join(tmpdir(), 'bluehelm-test-'));
  const engine = await openEngine({ dataFolder, url: process.env.BLUEHELM_TEST_DATABASE_URL });
  try {
    await makeTemplate(engine.ownerUrl);
  } catch (error) {
    await engine.close();
    throw error;
  }
  process.env.BLUEHELM_TEST_SERVER = engine.ownerUrl;
  project.provide('testServer', engine.ownerUrl);
  return async () => {
    delete process.env.BLUEHELM_TEST_SERVER;
    await engine.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
};

const makeTemplate = async (ownerUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists ${templateName}`);
    await client.query(`create database ${templateName}`);
  } finally {
    await client.end();
  }
  const { migrate } = await import('../../src/foundation/database/migrate.ts');
  const url = new URL(ownerUrl);
  url.pathname = `/${templateName}`;
  await migrate(url.href);
};
