import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Problem } from '@bluehelm/kernel';
import type { App } from '../foundation/http/index.ts';
import { mainProblems } from './problems.ts';

/** Starts listening. @returns the port; @throws Problem PORT_TAKEN, PORT_REFUSED */
export const listen = async (app: App, port: number, host: string): Promise<number> => {
  await app.listen({ port, host }).catch((error: NodeJS.ErrnoException) => {
    throw explained(error, port);
  });
  return (app.server.address() as AddressInfo).port;
};

/** Looks whether a port can be listened on now. @throws Problem PORT_TAKEN, PORT_REFUSED */
export const demandFree = async (port: number, host: string): Promise<void> => {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, port);
  }
  probe.close();
  await once(probe, 'close');
};

const explained = (error: NodeJS.ErrnoException, port: number): Error => {
  if (error.code === 'EADDRINUSE')
    return new Problem(
      mainProblems.portTaken,
      `Port ${port} is in use by another program, perhaps by Bluehelm itself.`,
      {
        mend: `Stop it, or choose another port: npm start -- --port ${port < 65_535 ? port + 1 : 0}`,
        cause: error,
      },
    );
  if (error.code === 'EACCES')
    return new Problem(mainProblems.portRefused, `The system does not let you listen on port ${port}.`, {
      mend: 'Choose a port above 1023: npm start -- --port 4747',
      cause: error,
    });
  return error;
};
