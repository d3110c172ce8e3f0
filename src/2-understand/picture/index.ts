export { type Picture, type PictureQuery, picture } from './picture.ts';
export { type Points, picturePoints } from './points.ts';
export { pictureRoutes } from './routes.ts';
