export const sourceProblems = {
  unrecognised: { code: 'SOURCE_UNRECOGNISED', status: 422, title: 'No driver recognises this file' },
  unknownDriver: { code: 'SOURCE_DRIVER_UNKNOWN', status: 400, title: 'There is no such source driver' },
  unreadable: { code: 'SOURCE_UNREADABLE', status: 422, title: 'The file was recognised but cannot be read' },
  fileMissing: {
    code: 'SOURCE_FILE_MISSING',
    status: 400,
    title: 'The file is not there or cannot be opened',
  },
  empty: { code: 'SOURCE_EMPTY', status: 422, title: 'The file is empty' },
  tooLarge: { code: 'SOURCE_TOO_LARGE', status: 413, title: 'The upload is too large' },
  notAnImport: { code: 'SOURCE_NOT_AN_IMPORT', status: 404, title: 'The record is not an import' },
  interrupted: { code: 'IMPORT_INTERRUPTED', status: 409, title: 'The import was stopped before its end' },
} as const;
