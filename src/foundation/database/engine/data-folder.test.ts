import { afterEach, expect, test, vi } from 'vitest';
import { defaultDataFolder } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

test('BLUEHELM_DATA names the data folder', () => {
  vi.stubEnv('BLUEHELM_DATA', '/somewhere/else');
  expect(defaultDataFolder()).toBe('/somewhere/else');
});

test.runIf(process.platform === 'linux')('on Linux the data folder follows the XDG specification', () => {
  vi.stubEnv('BLUEHELM_DATA', '');
  vi.stubEnv('HOME', '/home/someone');
  vi.stubEnv('XDG_DATA_HOME', '');
  expect(defaultDataFolder()).toBe('/home/someone/.local/share/bluehelm');
  vi.stubEnv('XDG_DATA_HOME', 'relative/is/ignored');
  expect(defaultDataFolder()).toBe('/home/someone/.local/share/bluehelm');
  vi.stubEnv('XDG_DATA_HOME', '/xdg');
  expect(defaultDataFolder()).toBe('/xdg/bluehelm');
});
