import { gridDisk, latLngToCell } from 'h3-js';
import { h3RingWeights } from '../../../packages/methods/src/weights/h3-rings.ts';

// FOLDER radius: the cells within so many rings of a place in Burkina Faso
const cells = gridDisk(latLngToCell(13, -1.5, 7), Number(process.argv[3]));
const started = performance.now();
const { neighbours } = h3RingWeights(cells);
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seconds, check: [cells.length, neighbours.length] }));
