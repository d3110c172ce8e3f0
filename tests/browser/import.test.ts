import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/bluehelm.ts';
import { type BrowserSession, drawn, openBluehelm } from '../support/browser.ts';
import { gedFile } from '../support/ged-files.ts';

let session: BrowserSession;
beforeAll(async () => {
  session = await openBluehelm();
});

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
  await page.waitForFunction(
    (count) => document.querySelector('.panel-total')?.textContent?.startsWith(`${count} `),
    created,
  );
  // a real mission's page does not say that it is simulated
  expect(await page.locator('.simulated').count()).toBe(0);
  expect(errors).toEqual([]);
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
