export const liveProblems = {
  tooManyListeners: {
    code: 'TOO_MANY_LISTENERS',
    status: 503,
    title: 'The server has as many live listeners as it takes',
  },
} as const;
