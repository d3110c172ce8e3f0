import { expect, test } from 'vitest';
import { askedBox, boxText, cameraForBox, resolutionForZoom } from './resolution.ts';
import { stepColour, stepOf, stepRange, stepsFor } from './steps.ts';

test('classes begin at 1, rise, and every positive count belongs to one', () => {
  const counts = Array.from({ length: 400 }, (_, i) => Math.ceil((i / 40) ** 3) + 1);
  const steps = stepsFor(counts);
  expect(steps[0]).toBe(1);
  expect(steps.length).toBeLessThanOrEqual(6);
  expect([...steps]).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
  expect(counts.every((count) => stepOf(steps, count) >= 0)).toBe(true);
});

test('no data and equal data still make a scale', () => {
  expect(stepsFor([])).toEqual([1]);
  expect(stepsFor([1, 1, 1])).toEqual([1]);
  expect(stepColour(['a', 'b', 'c'], [1], 0)).toBe('c');
});

test('a legend’s ranges meet without gap and the last is open', () => {
  const steps = [1, 5, 10];
  expect(steps.map((_, i) => stepRange(steps, i))).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 9 },
    { from: 10, to: undefined },
  ]);
});

test('fewer classes still use the whole ramp', () => {
  const ramp = ['0', '1', '2', '3', '4', '5'];
  expect([0, 1, 2].map((i) => stepColour(ramp, [1, 2, 3], i))).toEqual(['0', '3', '5']);
});

test('hexagons become finer as the map comes closer', () => {
  const zooms = [0, 2, 4, 6, 8, 10, 12];
  const resolutions = zooms.map(resolutionForZoom);
  expect(resolutions).toEqual(resolutions.toSorted((a, b) => a - b));
  expect(Math.min(...resolutions)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...resolutions)).toBeLessThanOrEqual(9);
});

test('what is asked for holds the view, and a small move asks for the same', () => {
  const view = { west: 10.1, south: 5.2, east: 14.1, north: 8.2 };
  const asked = askedBox(view);
  expect(asked.west <= view.west && asked.south <= view.south).toBe(true);
  expect(asked.east >= view.east && asked.north >= view.north).toBe(true);
  expect(boxText(askedBox({ west: 10.12, south: 5.21, east: 14.12, north: 8.21 }))).toBe(boxText(asked));
});

test('a camera for a box looks at its middle', () => {
  const { lon, lat, zoom } = cameraForBox({ west: -12, south: 10, east: 4, north: 25 });
  expect([lon, lat]).toEqual([-4, 17.5]);
  expect(zoom).toBeGreaterThan(3);
  expect(zoom).toBeLessThan(7);
});
