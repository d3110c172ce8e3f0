import { expect, test } from 'vitest';
import { gaussianWindowMass, type ObservationWindow, powerLawWindowMass } from './window-mass.ts';

const window: ObservationWindow = { x: [0, 10], y: [-2, 5], t: [0, 1] };

/** Sums a density over a fine grid of polar cells inside the window. */
const summed = (x: number, y: number, reach: number, density: (square: number) => number): number => {
  let sum = 0;
  const [rings, directions] = [300, 480];
  for (let r = 0; r < rings; r++) {
    // rings grow with the distance, so that the steep middle is seen
    const [inner, outer] = [reach * (r / rings) ** 2, reach * ((r + 1) / rings) ** 2];
    const radius = (inner + outer) / 2;
    let inside = 0;
    for (let d = 0; d < directions; d++) {
      const angle = (2 * Math.PI * (d + 0.5)) / directions;
      const [px, py] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      if (px >= 0 && px <= 10 && py >= -2 && py <= 5) inside++;
    }
    sum += density(radius * radius) * radius * (outer - inner) * 2 * Math.PI * (inside / directions);
  }
  return sum;
};

const places = [
  [5, 1.5],
  [0.3, 1],
  [9.9, 4.8],
  [0, 0],
  [4, -1.2],
] as const;

test('the mass of a Gaussian inside the window and the reach is what sums over small cells give', () => {
  for (const sigma of [0.4, 2, 6, 40])
    for (const [x, y] of places) {
      const out = new Float64Array(2);
      const theta = Float64Array.of(-Math.log(2 * sigma ** 2));
      gaussianWindowMass(x, y, window, 4, theta, 0, out);
      const expected = summed(x, y, 4, (u) => Math.exp(-u / (2 * sigma ** 2)) / (2 * Math.PI * sigma ** 2));
      expect(Math.abs(out[0]! / expected - 1), `${sigma} at ${x}, ${y}`).toBeLessThan(1e-2);
      const beside = [-1, 1].map((way) => {
        const there = new Float64Array(2);
        gaussianWindowMass(
          x,
          y,
          window,
          4,
          theta.map((value) => value + way * 1e-5),
          0,
          there,
        );
        return there[0]!;
      });
      expect(Math.abs((beside[1]! - beside[0]!) / 2e-5 - out[1]!)).toBeLessThan(1e-6);
    }
});

test('so is that of a power law, whose derivatives are those of its mass', () => {
  for (const [d, q, reach] of [
    [0.5, 1.6, 4],
    [2, 3, 30],
  ] as const)
    for (const [x, y] of places) {
      const out = new Float64Array(3);
      const theta = Float64Array.of(2 * Math.log(d), Math.log(q - 1));
      powerLawWindowMass(x, y, window, reach, theta, 0, out);
      const density = (u: number): number => ((q - 1) / (Math.PI * d * d)) * (1 + u / (d * d)) ** -q;
      expect(Math.abs(out[0]! / summed(x, y, reach, density) - 1), `${d} at ${x}, ${y}`).toBeLessThan(1e-2);
      for (const k of [0, 1]) {
        const beside = [-1, 1].map((way) => {
          const there = new Float64Array(3);
          const moved = theta.map((value, at) => value + (at === k ? way * 1e-5 : 0));
          powerLawWindowMass(x, y, window, reach, moved, 0, there);
          return there[0]!;
        });
        expect(Math.abs((beside[1]! - beside[0]!) / 2e-5 - out[1 + k]!)).toBeLessThan(1e-6);
      }
    }
});

test('both ways to the mass of a Gaussian meet where one takes over from the other', () => {
  for (const [x, y] of places) {
    const [narrow, wide] = [new Float64Array(2), new Float64Array(2)];
    const sigma = 4 / 5.5;
    gaussianWindowMass(x, y, window, 4, Float64Array.of(-Math.log(2 * (sigma * 0.9999999) ** 2)), 0, narrow);
    gaussianWindowMass(x, y, window, 4, Float64Array.of(-Math.log(2 * (sigma * 1.0000001) ** 2)), 0, wide);
    expect(Math.abs(narrow[0]! - wide[0]!)).toBeLessThan(1e-6);
    expect(Math.abs(narrow[1]! - wide[1]!)).toBeLessThan(1e-5);
  }
});
