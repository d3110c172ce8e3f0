import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { type CommonOptions, common } from '../command.ts';
import { openHouse, placeOf } from '../house.ts';
import { wholeNumber } from '../options.ts';
import { print } from '../report.ts';
import { serve } from '../serve.ts';
import type { Surroundings } from '../surroundings.ts';

interface StartOptions extends CommonOptions {
  readonly port: string;
  readonly host: string;
  readonly hostName?: string;
  readonly open: boolean;
  readonly exerciseSize?: string;
}

export const startCommand = (program: Command, { signal }: Surroundings): void => {
  common(program.command('start'))
    .description('start the server; prints a one-time sign-in link when it is ready')
    .option('--port <n>', 'port to listen on', '4747')
    .option(
      '--host <address>',
      'address to listen on; others than this machine’s own reach it only by a proxy or a closed network',
      '127.0.0.1',
    )
    .option('--host-name <names>', 'names under which browsers reach it through a proxy, separated by commas')
    .option('--no-open', 'do not open a browser')
    .option('--exercise-size <n>', 'incidents of the exercise mission that a first start makes')
    .action((options: StartOptions) => start(options, signal));
};

const start = async (options: StartOptions, signal: AbortSignal): Promise<void> => {
  const port = wholeNumber('--port', options.port, 0, 65_535);
  const exerciseSize =
    options.exerciseSize === undefined
      ? undefined
      : wholeNumber('--exercise-size', options.exerciseSize, 500, 10_000_000);
  const tell = (text: string) => process.stderr.write(`bluehelm: ${text}\n`);
  const place = placeOf(options.data);
  tell(
    place.url ? 'opening the database server of DATABASE_URL' : `opening the data folder ${place.dataFolder}`,
  );
  const house = await openHouse(place);
  try {
    const serving = await serve(house, {
      port,
      host: options.host,
      hosts: options.hostName?.toLowerCase().split(',').filter(Boolean) ?? [],
      onStep: tell,
      signal,
      ...(exerciseSize === undefined ? {} : { exerciseSize }),
    });
    print(options.json ? JSON.stringify({ ready: serving.url, port: serving.port }) : `ready ${serving.url}`);
    if (options.open && process.stdout.isTTY && !process.env.CI) openBrowser(serving.url);
    if (!signal.aborted) await once(signal, 'abort');
    tell('stopping');
    await serving.close();
  } finally {
    await house.close();
  }
};

const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
};

/** Opens the user's browser where there is one; the printed link serves everywhere else. */
const openBrowser = (url: string): void => {
  const [command, ...words] = openers[process.platform] ?? [];
  if (!command) return;
  const child = spawn(command, [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
};
