export { type Picture, type PictureQuery, picture } from './picture.ts';
export { type Points, picturePoints } from './points.ts';
export { pictureProblems } from './problems.ts';
export { pictureRoutes } from './routes.ts';
