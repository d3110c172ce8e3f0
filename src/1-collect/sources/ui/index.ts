// pages are handed out as loaders, so that each is downloaded when it is first opened
export { sourcesText } from './en.ts';

export const loadSourcesPage = () => import('./sources-page.tsx');
