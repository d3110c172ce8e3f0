import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../support/bluehelm.ts';

test('start says ready with a sign-in link, answers /healthz, and Ctrl-C stops server and database', async () => {
  const server = await startServer();
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=/);
  const answer = await fetch(`${server.origin}/healthz`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('application/json');
  const ran = await server.stop();
  expect(ran.code).toBe(0);
  expect(existsSync(join(server.dataFolder, 'postgres', 'postmaster.pid'))).toBe(false);
});
