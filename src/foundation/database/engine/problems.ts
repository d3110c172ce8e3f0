import type { ProblemCatalogue } from '@bluehelm/kernel';

/** What can keep the database from opening. Each is explained in docs/problems.md. */
export const engineProblems = {
  engineMissing: {
    code: 'DATABASE_ENGINE_MISSING',
    status: 503,
    title: 'The embedded database is not installed',
  },
  folderForeign: {
    code: 'DATABASE_FOLDER_FOREIGN',
    status: 503,
    title: 'The data folder belongs to another user',
  },
  folderUnusable: {
    code: 'DATABASE_FOLDER_UNUSABLE',
    status: 503,
    title: 'The data folder cannot be used',
  },
  folderDamaged: {
    code: 'DATABASE_FOLDER_DAMAGED',
    status: 503,
    title: 'The data folder holds no complete database',
  },
  versionMismatch: {
    code: 'DATABASE_VERSION_MISMATCH',
    status: 503,
    title: 'The data folder was made by another version of PostgreSQL',
  },
  secretsUnreadable: {
    code: 'DATABASE_SECRETS_UNREADABLE',
    status: 503,
    title: 'The secrets of the data folder are missing or damaged',
  },
  rootRefused: {
    code: 'DATABASE_ROOT_REFUSED',
    status: 503,
    title: 'The embedded database cannot be started as root here',
  },
  locked: { code: 'DATABASE_LOCKED', status: 503, title: 'Another process holds the data folder' },
  startFailed: { code: 'DATABASE_START_FAILED', status: 503, title: 'The embedded database did not start' },
  urlInvalid: { code: 'DATABASE_URL_INVALID', status: 503, title: 'DATABASE_URL cannot be read' },
  unreachable: { code: 'DATABASE_UNREACHABLE', status: 503, title: 'The database server does not answer' },
  loginRefused: {
    code: 'DATABASE_LOGIN_REFUSED',
    status: 503,
    title: 'The database server refused the login',
  },
  missing: { code: 'DATABASE_MISSING', status: 503, title: 'The database does not exist on the server' },
  tooOld: { code: 'DATABASE_TOO_OLD', status: 503, title: 'The database server is too old' },
} as const satisfies ProblemCatalogue;
