/** A text as PostgreSQL can keep it: without U+0000, and with U+FFFD for half surrogate pairs. */
export const storableText = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();

/** JSON text of a value in which every text can be kept, as jsonb too. */
export const storableJson = (value: unknown): string => {
  const json = JSON.stringify(value);
  // JSON.stringify writes both as escapes, so most values are seen to be clean at once
  return json.includes('\\u0000') || json.includes('\\ud') ? JSON.stringify(clean(value)) : json;
};

const clean = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storableText(key), clean(one)]));
};
