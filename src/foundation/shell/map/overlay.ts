import type { Marking } from '@bluehelm/kernel';
import type { ReactNode } from 'react';
import type { Query } from '../client.ts';
import type { MapContent } from './layers.ts';
import type { Picked } from './map-view.tsx';

/** What an overlay of the picture may know of it. */
export interface OverlayGiven {
  readonly on: boolean;
  /** from, to, category, least: the picture's filters as the API reads them */
  readonly filters: Query;
}

/** What a room lays over the picture. */
export interface OverlayView {
  readonly content: MapContent;
  readonly pickable: readonly string[];
  readonly tooltip: (picked: Picked) => ReactNode;
  readonly controls: ReactNode;
  readonly legend: ReactNode;
  /** what it knows of one cell */
  readonly cell: (cell: string) => ReactNode;
  readonly markings: readonly Marking[];
  readonly busy: boolean;
}

/** A layer that another room gives to the picture: the composition root brings the two together. */
export interface Overlay {
  readonly name: string;
  /** a React hook */
  readonly use: (given: OverlayGiven) => OverlayView;
}
