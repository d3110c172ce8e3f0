export const accessProblems = {
  signInNeeded: { code: 'SIGN_IN_NEEDED', status: 401, title: 'Nobody is signed in' },
  credentialRefused: {
    code: 'CREDENTIAL_REFUSED',
    status: 401,
    title: 'A token, session or sign-in link is unknown, used up, revoked or expired',
  },
  rightMissing: { code: 'RIGHT_MISSING', status: 403, title: 'The role does not have the right for this' },
  roleUnknown: { code: 'ROLE_UNKNOWN', status: 400, title: 'A role does not exist' },
  missionUnknown: { code: 'MISSION_UNKNOWN', status: 404, title: 'There is no such mission' },
  missionNameRefused: {
    code: 'MISSION_NAME_REFUSED',
    status: 400,
    title: 'A mission cannot have this name',
  },
} as const;
