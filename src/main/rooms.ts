import { placeRoutes } from '../1-collect/places/index.ts';
import { hotspotRoutes } from '../2-understand/hotspots/index.ts';
import { pictureRoutes } from '../2-understand/picture/index.ts';
import type { RouteRoom } from '../foundation/http/index.ts';

/** Routes of the rooms that have more than records, in the story's order. */
export const roomRoutes: readonly RouteRoom[] = [placeRoutes, pictureRoutes, hotspotRoutes];
