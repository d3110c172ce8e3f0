export { inWindow, type PolygonWindow, polygonWindow, type Ring, rectangleWindow } from './window.ts';
