export const databaseProblems = {
  migrationChanged: {
    code: 'DATABASE_MIGRATION_CHANGED',
    status: 500,
    title: 'A migration that already ran has changed',
  },
  newerDatabase: {
    code: 'DATABASE_NEWER',
    status: 500,
    title: 'The database was written by a newer Bluehelm',
  },
  roleRefused: {
    code: 'DATABASE_ROLE_REFUSED',
    status: 500,
    title: 'The application role cannot be made or cannot connect',
  },
} as const;
