import { gridDisk, latLngToCell } from 'h3-js';

// FOLDER radius
const cells = gridDisk(latLngToCell(13, -1.5, 7), Number(process.argv[3]));
const started = performance.now();
const disks = cells.map((cell) => gridDisk(cell, 1));
const seconds = (performance.now() - started) / 1000;
const inside = new Set(cells);
const neighbours = disks.reduce(
  (sum, disk, i) => sum + disk.filter((cell) => cell !== cells[i] && inside.has(cell)).length,
  0,
);
console.log(JSON.stringify({ seconds, check: [cells.length, neighbours] }));
