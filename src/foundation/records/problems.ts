export const recordProblems = {
  kindUnknown: { code: 'KIND_UNKNOWN', status: 404, title: 'There is no such kind of record' },
  bodyRefused: { code: 'RECORD_BODY_REFUSED', status: 422, title: 'The record does not fit its kind' },
  placeNeeded: { code: 'RECORD_PLACE_NEEDED', status: 422, title: 'This kind of record needs a place' },
  timeNeeded: { code: 'RECORD_TIME_NEEDED', status: 422, title: 'This kind of record needs a time' },
  geometryMalformed: { code: 'GEOMETRY_MALFORMED', status: 400, title: 'A geometry cannot be read' },
  notFound: {
    code: 'RECORD_NOT_FOUND',
    status: 404,
    title: 'There is no such record, or it may not be seen',
  },
  stale: { code: 'RECORD_STALE', status: 412, title: 'The record was changed by someone else meanwhile' },
  versionNeeded: {
    code: 'RECORD_VERSION_NEEDED',
    status: 428,
    title: 'A change must say which version it was made on',
  },
  moveRefused: { code: 'RECORD_MOVE_REFUSED', status: 409, title: 'The life cycle has no such move' },
  derived: {
    code: 'RECORD_DERIVED',
    status: 409,
    title: 'This kind of record is made by a method, not by hand',
  },
  markingTooStrict: {
    code: 'RECORD_MARKING_TOO_STRICT',
    status: 403,
    title: 'A record cannot be given a marking that its writer may not read',
  },
  notOriginator: {
    code: 'RECORD_NOT_YOURS_TO_RELEASE',
    status: 403,
    title: 'Only the originator of a record may release it to more people',
  },
  placeRefused: {
    code: 'RECORD_PLACE_REFUSED',
    status: 422,
    title: 'A record cannot have this place or time',
  },
  sourceTaken: {
    code: 'RECORD_SOURCE_TAKEN',
    status: 409,
    title: 'A record of this source and identifier exists already',
  },
  filterRefused: { code: 'FILTER_REFUSED', status: 400, title: 'A filter cannot be read' },
  cursorRefused: { code: 'CURSOR_REFUSED', status: 400, title: 'A page cursor cannot be read' },
} as const;
