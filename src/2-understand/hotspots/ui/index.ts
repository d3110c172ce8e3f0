// pages are handed out as loaders, so that each is downloaded when it is first opened
export { hotspotsText } from './en.ts';

export const loadHotspotsPage = () => import('./hotspots-page.tsx');
export const loadHotspotsOverlay = () => import('./overlay.tsx');
