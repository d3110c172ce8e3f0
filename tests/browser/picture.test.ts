import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import {
  type BrowserSession,
  drawn,
  openBluehelm,
  total as totalOf,
  waitForTotal,
} from '../support/browser.ts';

let session: BrowserSession;
// the first start makes a database, the exercise and the web app
beforeAll(async () => {
  // the screenshot shows an exercise of its usual size
  session = await openBluehelm(process.env.BLUEHELM_SCREENSHOT ? ['--exercise-size', '6000'] : []);
}, 300_000);

const total = () => totalOf(session.page);
const search = () => new URL(session.page.url()).searchParams;

test('the picture opens with incidents, time line and nothing in the console', async () => {
  const { page, errors } = session;
  expect(await page.title()).toBe('Picture · Bluehelm');
  expect(await total()).toBeGreaterThan(100);
  await page.waitForSelector('.time-line canvas');
  expect(errors).toEqual([]);
});

test('marking and simulation are said on every page', async () => {
  const { page } = session;
  for (const room of ['Hotspots', 'Sources', 'Records', 'Picture']) {
    await page.getByRole('navigation').getByRole('link', { name: room }).click();
    await page.waitForFunction((name) => document.title.startsWith(name), room);
    expect(await page.locator('.marking').count()).toBe(2);
    expect(await page.getByText('SIMULATED EXERCISE – fictional country').isVisible()).toBe(true);
  }
});

test('the frame can be used by keyboard alone', async () => {
  const { page } = session;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForFunction(() => document.title.startsWith('Records'));
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goto(session.server.origin);
  await drawn(page);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page’s content');
});

test('every control of the picture has a name for screen readers', async () => {
  const nameless = await session.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], canvas[tabindex]')]
      .filter((one) => {
        const labels = (one as HTMLInputElement).labels;
        return !(
          one.getAttribute('aria-label') ||
          one.getAttribute('aria-labelledby') ||
          one.title ||
          one.textContent?.trim() ||
          (labels && [...labels].some((label) => label.textContent?.trim()))
        );
      })
      .map((one) => one.outerHTML.slice(0, 120)),
  );
  expect(nameless).toEqual([]);
});

test('categories, severity and time narrow the count and stand in the address', async () => {
  const { page } = session;
  const all = await total();
  await page.locator('.tree summary input').first().check();
  await waitForTotal(page, all, true);
  const conflict = await total();
  expect(conflict).toBeLessThan(all);
  expect(search().get('category')).toMatch(/,/);
  await page.getByLabel('Deaths, at least (best estimate)').fill('5');
  await waitForTotal(page, conflict, true);
  expect(await total()).toBeLessThan(conflict);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await waitForTotal(page, all);
  expect(search().has('category')).toBe(false);
});

test('a stroke over the time line chooses days, and typed dates do the same', async () => {
  const { page } = session;
  const over = page.locator('.time-line .u-over');
  const box = (await over.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.25, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 6 });
  await page.mouse.up();
  await page.waitForURL(/from=\d{4}-\d{2}-\d{2}.*to=|to=.*from=/);
  const [from, to] = [search().get('from')!, search().get('to')!];
  expect(from < to).toBe(true);
  expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe(from);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.waitForURL((url) => !url.searchParams.has('from'));
});

test('a hexagon leads to its incidents, an incident to its page with its provenance', async () => {
  const { page } = session;
  await drawn(page);
  const canvas = (await page.locator('.map-canvas canvas').boundingBox())!;
  // the busiest hexagon is looked for in the list, put in the middle by its address, and clicked on the map
  await page.locator('.busiest button').first().click();
  const cell = search().get('cell')!;
  const centre = await page.locator('.cell-panel p').first().textContent();
  const [, lat, south, lon, west] = centre!.match(/([\d.]+)° ([NS]), ([\d.]+)° ([EW])/)!;
  await page.goto(
    `${session.server.origin}/picture?resolution=5&layers=hexagons&zoom=7&lat=${south === 'S' ? '-' : ''}${lat}&lon=${west === 'W' ? '-' : ''}${lon}`,
  );
  await drawn(page);
  await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
  await page.waitForURL(/cell=/);
  expect(search().get('cell')).toMatch(/^[0-9a-f]{15}$/);
  expect(cell).toMatch(/^[0-9a-f]{15}$/);
  const first = page.locator('.incidents a').first();
  const title = (await first.textContent())!;
  await first.click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.getByRole('heading', { name: 'Where it comes from' }).waitFor();
  await page.getByText('Version 1 ·').waitFor();
});

test('a surface is kept as a record, listed, and opened again on the map', async () => {
  const { page, server, errors } = session;
  await page.goto(`${server.origin}/picture?layers=hotspots,places`);
  await drawn(page);
  const [kept] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'POST' && /hotspots/.test(answer.url())),
    page.getByRole('button', { name: 'Keep as a record' }).click(),
  ]);
  expect(kept.status()).toBe(201);
  const { id } = (await kept.json()) as { id: string };
  await page.getByRole('link', { name: /^Kept/ }).click();
  await page.getByRole('heading', { name: 'Where it comes from' }).waitFor();
  await page.getByText('Getis–Ord Gi*').first().waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Hotspots' }).click();
  await page.getByRole('link', { name: 'Show on the map' }).first().click();
  await page.waitForURL((url) => url.searchParams.get('surface') === id);
  await drawn(page);
  await page.getByText('Showing a kept surface; the filters do not change it.').waitFor();
  await page.getByText('Hotter than chance, very sure').waitFor();
  expect(errors).toEqual([]);
});

test('a view shared by its address opens the same view', async () => {
  const { page, browser } = session;
  await page.goto(`${session.server.origin}/picture?layers=hotspots,places&least=1`);
  await drawn(page);
  await page.getByText('Hotter than chance, very sure').waitFor();
  const shared = page.url();
  const other = await browser.newPage({ storageState: await page.context().storageState() });
  await other.goto(shared);
  await drawn(other);
  expect(await other.getByLabel('Hotspots (Gi*)').isChecked()).toBe(true);
  expect(await other.getByLabel('Deaths, at least (best estimate)').inputValue()).toBe('1');
  expect(new URL(other.url()).searchParams.get('zoom')).toBe(new URL(shared).searchParams.get('zoom'));
  await other.close();
});

test('a record made elsewhere is on the picture within seconds, without reloading', async () => {
  const { page, server } = session;
  await page.goto(`${server.origin}/picture`);
  await drawn(page);
  await page.getByText('Live', { exact: true }).waitFor();
  const before = await total();
  const where = await page.evaluate(() => Object.fromEntries(new URL(location.href).searchParams));
  await page.evaluate(
    async ({ lon, lat }) => {
      const answer = await fetch('/api/v1/records', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-bluehelm': '1' },
        body: JSON.stringify({
          kind: 'incident',
          when: { start: '2026-01-05' },
          where: { lon: Number(lon), lat: Number(lat) },
          marking: { audience: ['*'] },
          body: { category: 'state-based', deaths: { low: 0, best: 0, high: 0 } },
        }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    { lon: where.lon, lat: where.lat },
  );
  await waitForTotal(page, before + 1);
});

test('the picture works on a phone without sideways scrolling', async () => {
  const phone = await session.browser.newPage({
    viewport: { width: 390, height: 844 },
    storageState: await session.page.context().storageState(),
  });
  await phone.goto(`${session.server.origin}/picture`);
  await drawn(phone);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await phone.close();
});

test('who is not signed in is told how to get a link; an unknown address says so', async () => {
  const stranger = await session.browser.newPage();
  await stranger.goto(`${session.server.origin}/picture`);
  await stranger.getByRole('heading', { name: 'You are not signed in' }).waitFor();
  expect(await stranger.textContent('pre')).toBe('npx bluehelm token sign-in');
  await stranger.close();
  await session.page.goto(`${session.server.origin}/nowhere`);
  await session.page.getByRole('heading', { name: 'There is no such page' }).waitFor();
});

test.runIf(process.env.BLUEHELM_SCREENSHOT)('the README’s screenshot is taken', async () => {
  const folder = fileURLToPath(new URL('../../docs/images', import.meta.url));
  mkdirSync(folder, { recursive: true });
  await session.page.setViewportSize({ width: 1280, height: 800 });
  await session.page.goto(`${session.server.origin}/picture?layers=hexagons,places`);
  await drawn(session.page);
  await session.page.waitForSelector('.time-line canvas');
  await session.page.screenshot({ path: `${folder}/picture.png` });
});
