/** What can be wrong with a whole file. Faults of single rows are listed with the row instead. */
export const formatProblems = {
  containerBroken: {
    code: 'FORMAT_CONTAINER_BROKEN',
    status: 400,
    title: 'A packed file cannot be unpacked',
  },
  zipEntryUnclear: {
    code: 'FORMAT_ZIP_ENTRY_UNCLEAR',
    status: 400,
    title: 'A zip does not hold exactly one data file',
  },
  zipNeedsFile: { code: 'FORMAT_ZIP_NEEDS_FILE', status: 400, title: 'A zip cannot be read from a stream' },
  expansionLimit: { code: 'FORMAT_EXPANSION_LIMIT', status: 413, title: 'A packed file grows suspiciously' },
  sizeLimit: { code: 'FORMAT_SIZE_LIMIT', status: 413, title: 'A file is larger than the limit' },
  rowLimit: { code: 'FORMAT_ROW_LIMIT', status: 413, title: 'A row or field is longer than the limit' },
  depthLimit: { code: 'FORMAT_DEPTH_LIMIT', status: 400, title: 'JSON is nested deeper than the limit' },
  encodingWrong: {
    code: 'FORMAT_ENCODING_WRONG',
    status: 400,
    title: 'The text is not in the expected encoding',
  },
  encodingUnknown: { code: 'FORMAT_ENCODING_UNKNOWN', status: 400, title: 'An encoding is not known' },
  notText: { code: 'FORMAT_NOT_TEXT', status: 400, title: 'The file is not text' },
  empty: { code: 'FORMAT_EMPTY', status: 400, title: 'The file holds nothing' },
  columnsWrong: { code: 'FORMAT_COLUMNS_WRONG', status: 400, title: 'Columns are missing or doubled' },
  jsonBroken: { code: 'FORMAT_JSON_BROKEN', status: 400, title: 'The JSON document is broken' },
  notRecognised: { code: 'FORMAT_NOT_RECOGNISED', status: 400, title: 'The file is in no known format' },
} as const;
