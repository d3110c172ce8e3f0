import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { gazetteerAttribution } from '../../src/1-collect/places/index.ts';
import { temporaryFolder } from '../support/bluehelm.ts';
import { type BrowserSession, drawn, openBluehelm, waitForTotal } from '../support/browser.ts';
import { gedFile } from '../support/ged-files.ts';

let session: BrowserSession;
// the first start makes a database, the exercise and the web app
beforeAll(async () => {
  session = await openBluehelm();
}, 300_000);

test('a dropped UCDP file is recognised, mapped, imported into a new mission and shown on the map', async () => {
  const { page, server, errors } = session;
  const text = await readFile(await gedFile(await temporaryFolder(), 'ged.csv', { rows: 300 }), 'utf8');
  await page.goto(`${server.origin}/sources`);
  await page.getByText('Drop a file here').waitFor();
  const transfer = await page.evaluateHandle((content) => {
    const made = new DataTransfer();
    made.items.add(new File([content], 'ged.csv', { type: 'text/csv' }));
    return made;
  }, text);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('.drop', type, { dataTransfer: transfer });
  await page.getByText(/^Recognised: /).waitFor();
  await page.getByRole('cell', { name: 'deaths.best' }).first().waitFor();
  await page.getByLabel('Import into mission').fill('from-a-file');
  await page.getByText('A new mission “from-a-file” will be made.').waitFor();
  await page.getByRole('button', { name: 'Import into from-a-file' }).click();
  await page.getByText('ged.csv is imported').waitFor();
  const created = await page.locator('.figures [data-name="created"] dd').textContent();
  expect(Number(created)).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'Show on the map' }).click();
  await drawn(page);
  expect(new URL(page.url()).searchParams.get('mission')).toBe('from-a-file');
  await waitForTotal(page, Number(created));
  // a real mission's page does not say that it is simulated
  expect(await page.locator('.simulated').count()).toBe(0);
  await page.getByText(gazetteerAttribution).waitFor();
  expect(errors).toEqual([]);
});

test('rows that are refused can be downloaded with line, column and reason', async () => {
  const { page, server } = session;
  const path = await gedFile(await temporaryFolder(), 'partly.csv', { rows: 40, faults: { every: 10 } });
  await page.goto(`${server.origin}/sources`);
  await page.locator('input[type="file"]').setInputFiles(path);
  await page.getByText(/^Recognised: /).waitFor();
  await page.getByLabel('Import into mission').fill('partly-refused');
  await page.getByRole('button', { name: 'Import into partly-refused' }).click();
  await page.getByText('partly.csv is imported').waitFor();
  const refused = Number(await page.locator('.figures [data-name="refused"] dd').textContent());
  expect(refused).toBeGreaterThan(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download the \d+ refused rows/ }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString('utf8').trim().split(/\r?\n/);
  expect(lines[0]).toBe('line,column,given,reason');
  expect(lines.slice(1).every((line) => /^\d+,/.test(line))).toBe(true);
  expect(new Set(lines.slice(1).map((line) => line.split(',')[0])).size).toBe(refused);
});

test('a file chosen by keyboard that is no known format is refused with what was expected', async () => {
  const { page, server } = session;
  await page.goto(`${server.origin}/sources`);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a file…' }).press('Enter'),
  ]);
  await chooser.setFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('nothing like a table'),
  });
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toMatch(/Code [A-Z_]+/);
});
