export const httpProblems = {
  requestRefused: {
    code: 'REQUEST_REFUSED',
    status: 400,
    title: 'The request does not fit what is expected',
  },
  jsonMalformed: { code: 'JSON_MALFORMED', status: 400, title: 'The body is not JSON that can be taken' },
  bodyTooLarge: { code: 'BODY_TOO_LARGE', status: 413, title: 'The body is larger than the limit' },
  mediaTypeRefused: {
    code: 'MEDIA_TYPE_REFUSED',
    status: 415,
    title: 'The body has a media type that is not taken here',
  },
  routeUnknown: { code: 'ROUTE_UNKNOWN', status: 404, title: 'There is nothing at this address' },
  hostRefused: {
    code: 'HOST_REFUSED',
    status: 403,
    title: 'The request names a host that this server does not answer for',
  },
  headerMissing: {
    code: 'CSRF_HEADER_MISSING',
    status: 403,
    title: 'A change from a browser lacks the header that shows it comes from this application',
  },
  tooManyFailures: {
    code: 'TOO_MANY_FAILURES',
    status: 429,
    title: 'Too many sign-ins from this address failed',
  },
  databaseAway: { code: 'DATABASE_AWAY', status: 503, title: 'The database does not answer just now' },
  unexpected: { code: 'UNEXPECTED', status: 500, title: 'Something went wrong inside' },
} as const;
