// a process of its own for the tests: opens the engine, prints its address, leaves when its input ends
import { openEngine } from './index.ts';

const engine = await openEngine({ dataFolder: process.argv[2] ?? '' });
console.log(engine.ownerUrl);
process.stdin.resume();
process.stdin.on('end', async () => {
  await engine.close();
  process.exit(0);
});
