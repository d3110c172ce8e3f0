import type { Rng } from '@bluehelm/methods';
import { country } from './coast.ts';
import { type Mesh, mean } from './mesh.ts';
import { distanceKm, type Point } from './projection.ts';
import { divide } from './regions.ts';

/** A province or district: connected cells, and the point that stands for it when no better place is known. */
export interface Region {
  readonly index: number;
  readonly name: string;
  /** the province a district belongs to; its own index for a province */
  readonly province: number;
  readonly cells: readonly number[];
  /** inside the region, near its middle */
  readonly centre: Point;
}

export interface Division {
  readonly provinces: readonly Region[];
  readonly districts: readonly Region[];
  /** by cell: index of the province, −1 outside the republic */
  readonly provinceOf: Int32Array;
  readonly districtOf: Int32Array;
}

const provinceCount = 8;
const cellsPerDistrict = 34;

/** Eight provinces that tile the republic, each tiled by three or more districts. */
export function makeProvinces(mesh: Mesh, owner: Uint8Array, rng: Rng, nextName: () => string): Division {
  const cells = mesh.cells.map((cell) => cell.id).filter((cell) => owner[cell] === country);
  const provinceOf = divide(mesh, cells, provinceCount, rng.fork('provinces'));
  const districtOf = new Int32Array(mesh.cells.length).fill(-1);
  const provinces: Region[] = [];
  const districts: Region[] = [];
  for (let index = 0; index < provinceCount; index++) {
    const own = cells.filter((cell) => provinceOf[cell] === index);
    provinces.push(region(mesh, index, nextName(), index, own));
    const count = Math.max(3, Math.round(own.length / cellsPerDistrict));
    const parts = divide(mesh, own, count, rng.fork(`districts ${index}`));
    for (let part = 0; part < count; part++) {
      const inPart = own.filter((cell) => parts[cell] === part);
      for (const cell of inPart) districtOf[cell] = districts.length;
      districts.push(region(mesh, districts.length, nextName(), index, inPart));
    }
  }
  return { provinces, districts, provinceOf, districtOf };
}

function region(mesh: Mesh, index: number, name: string, province: number, cells: number[]): Region {
  const middle = mean(cells.map((cell) => mesh.cells[cell]!.centre));
  const gap = (cell: number) => distanceKm(mesh.cells[cell]!.centre, middle);
  const nearest = cells.reduce((best, cell) => (gap(cell) < gap(best) ? cell : best));
  return { index, name, province, cells, centre: mesh.cells[nearest]!.centre };
}
