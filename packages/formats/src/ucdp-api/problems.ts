/** What can go wrong in talking to the UCDP API. */
export const ucdpApiProblems = {
  tokenRefused: {
    code: 'UCDP_API_TOKEN_REFUSED',
    status: 401,
    title: 'The UCDP API does not accept the token',
  },
  notFound: {
    code: 'UCDP_API_NOT_FOUND',
    status: 404,
    title: 'The UCDP API does not know this version or address',
  },
  refused: { code: 'UCDP_API_REFUSED', status: 502, title: 'The UCDP API refuses the request' },
  busy: { code: 'UCDP_API_BUSY', status: 503, title: 'The UCDP API is busy' },
  unreachable: { code: 'UCDP_API_UNREACHABLE', status: 502, title: 'The UCDP API cannot be reached' },
  answerBroken: {
    code: 'UCDP_API_ANSWER_BROKEN',
    status: 502,
    title: 'The UCDP API answers with something else',
  },
  foreignPage: { code: 'UCDP_API_FOREIGN_PAGE', status: 502, title: 'The UCDP API points to another server' },
} as const;
