import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { ensureBrowser } from '../../scripts/ensure-browser.ts';
import { type RunningServer, startServer } from './bluehelm.ts';

export interface BrowserSession {
  readonly server: RunningServer;
  /** signed in by the one-time link, on the picture */
  readonly page: Page;
  readonly browser: Browser;
  /** everything the browser's console called an error, and every uncaught one */
  readonly errors: readonly string[];
}

/** Starts Chromium; the map needs WebGL, which it draws in software where there is no graphics card. */
export const startBrowser = async (): Promise<Browser> => {
  const found = ensureBrowser();
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({
    executablePath: found.path,
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
};

/** The real server and a real browser that is signed in to it; both are stopped after the calling file's tests. */
export const openBluehelm = async (args: readonly string[] = []): Promise<BrowserSession> => {
  const server = await startServer({ args });
  const browser = await startBrowser();
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  // a busy machine draws slowly
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(server.url);
  await drawn(page);
  return { server, page, browser, errors };
};

/** Waits until the map has drawn all that it was asked for. */
export const drawn = async (page: Page): Promise<void> => {
  await page.waitForSelector('.picture[data-busy="false"]');
  await page.waitForSelector('.map-canvas[data-drawn="true"]');
};

/** How many incidents the picture says are in view. */
export const total = async (page: Page): Promise<number> =>
  Number((await page.locator('.panel-total').textContent())?.replace(/\D/g, ''));

/** Waits until the picture counts so many incidents, or, told so, any other number. */
export const waitForTotal = async (page: Page, count: number, other = false): Promise<void> => {
  await page.waitForFunction(
    ([wanted, not]) => {
      const text = document.querySelector('.panel-total')?.textContent?.replace(/\D/g, '');
      return text !== undefined && text !== '' && (Number(text) === wanted) !== not;
    },
    [count, other] as const,
  );
};
