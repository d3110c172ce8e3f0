import type { Marking } from '@bluehelm/kernel';

/** The markings of what the picture shows: of all it counted, and of the surface laid over it. */
export const pictureMarkings = (
  counted: Marking | null | undefined,
  surface: readonly Marking[],
): readonly Marking[] => (counted ? [counted, ...surface] : surface);
