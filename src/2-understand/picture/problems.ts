export const pictureProblems = {
  notCounted: {
    code: 'PICTURE_KIND_NOT_COUNTED',
    status: 400,
    title: 'A kind of record is not counted on maps',
  },
} as const;
