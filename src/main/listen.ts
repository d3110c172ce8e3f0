import type { AddressInfo } from 'node:net';
import { Problem } from '@bluehelm/kernel';
import type { App } from '../foundation/http/index.ts';
import { mainProblems } from './problems.ts';

/** Starts listening. @returns the port; @throws Problem PORT_TAKEN */
export const listen = async (app: App, port: number, host: string): Promise<number> => {
  try {
    await app.listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Problem(
      mainProblems.portTaken,
      `Port ${port} is in use by another program, perhaps by Bluehelm itself.`,
      {
        mend: `Stop it, or choose another port: npm start -- --port ${port + 1}`,
        cause: error,
      },
    );
  }
  return (app.server.address() as AddressInfo).port;
};
