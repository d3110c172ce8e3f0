import { expect, test } from 'vitest';
import { readSearch, writeSearch } from '../../../foundation/shell/url-state.ts';
import { cameraPatch, filterQuery, layerPatch, readPicture } from './state.ts';

test('an address says the whole view and reads back the same', () => {
  const text =
    '?category=a,b&cell=8558a02ffffffff&from=2024-01-01&lat=-20.5000&layers=hotspots,places&least=5&lon=-23.4000&mission=exercise&precision=2&resolution=6&to=2024-12-31&zoom=6.13';
  expect(writeSearch(readSearch(text))).toBe(text);
  const state = readPicture(readSearch(text));
  expect(state.camera).toEqual({ lon: -23.4, lat: -20.5, zoom: 6.13 });
  expect(cameraPatch(state.camera!)).toEqual({ lon: '-23.4000', lat: '-20.5000', zoom: '6.13' });
  expect([...state.layers]).toEqual(['hotspots', 'places']);
  expect(filterQuery(state)).toEqual({
    from: '2024-01-01',
    to: '2024-12-31',
    category: 'a,b',
    least: 5,
    placePrecision: 2,
  });
});

test('parts of an address that make no sense are taken as not said', () => {
  const state = readPicture({
    lon: '999',
    lat: 'x',
    zoom: '3',
    from: '2024-13-01',
    cell: 'zz',
    least: '-1',
    layers: 'no,points',
  });
  expect([state.camera, state.from, state.cell, state.least]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([...state.layers]).toEqual(['points']);
});

test('the standard layers are not said in the address, none at all is', () => {
  const standard = readPicture({});
  expect(layerPatch(standard, 'points', true)).toEqual({ layers: 'hexagons,points,places' });
  expect(layerPatch(readPicture({ layers: 'hexagons,points,places' }), 'points', false)).toEqual({
    layers: undefined,
  });
  expect(layerPatch(readPicture({ layers: 'places' }), 'places', false)).toEqual({ layers: 'none' });
  expect(readPicture({ layers: 'none' }).layers.size).toBe(0);
});
