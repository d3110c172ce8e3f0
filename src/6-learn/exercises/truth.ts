import { toLonLat } from './projection.ts';
import type { TrueEvents } from './simulation.ts';

/** Everything that truly happened, in order of time: what an exercise is marked against. */
export interface Truth {
  readonly count: number;
  /** days since the start of the first day */
  readonly day: Float64Array;
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  /** position in `parameters.categories` */
  readonly type: Uint8Array;
  /** row of the event that caused it; −1: background; −2: an event before the window */
  readonly parent: Int32Array;
  readonly deaths: Uint16Array;
  /** mission presence there and then, 0…1 */
  readonly presence: Float32Array;
  readonly kmFromTown: Float32Array;
  /** number n of the incident `EX-n` it became; 0: never reported */
  readonly incident: Int32Array;
}

/** Joins the batches into columns. */
export function collectTruth(batches: Iterable<TrueEvents>): Truth {
  const parts = [...batches];
  const count = parts.reduce((sum, part) => sum + part.t.length, 0);
  const truth: Truth = {
    count,
    day: new Float64Array(count),
    longitude: new Float64Array(count),
    latitude: new Float64Array(count),
    type: new Uint8Array(count),
    parent: new Int32Array(count),
    deaths: new Uint16Array(count),
    presence: new Float32Array(count),
    kmFromTown: new Float32Array(count),
    incident: new Int32Array(count),
  };
  let [row, reported] = [0, 0];
  for (const part of parts) {
    truth.day.set(part.t, row);
    truth.type.set(part.type, row);
    truth.parent.set(part.parent, row);
    truth.presence.set(part.presence, row);
    truth.kmFromTown.set(part.kmFromTown, row);
    for (let i = 0; i < part.t.length; i++, row++) {
      const [lon, lat] = toLonLat({ x: part.x[i]!, y: part.y[i]! });
      truth.longitude[row] = lon;
      truth.latitude[row] = lat;
      truth.deaths[row] = part.mark[i]!;
      truth.incident[row] = part.reported[i] === 1 ? ++reported : 0;
    }
  }
  return truth;
}
