/** English text of sources and imports. */
export const sourcesText = {
  title: 'Sources',
} as const;
