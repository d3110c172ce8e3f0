// pages are handed out as loaders, so that each is downloaded when it is first opened
export { pictureText } from './en.ts';

export const loadPicturePage = () => import('./picture-page.tsx');
