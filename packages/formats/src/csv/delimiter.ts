/** Delimiters that tables of incidents come with. */
export const delimiters = [',', ';', '\t'] as const;

export type Delimiter = (typeof delimiters)[number];

/**
 * The delimiter of a table by its first line: the one that stands most often outside quotes. Comma where none stands.
 */
export const delimiterOf = (text: string): Delimiter => {
  const counts = new Map<string, number>();
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' && at > 0) break;
    else counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let best: Delimiter = ',';
  for (const delimiter of delimiters)
    if ((counts.get(delimiter) ?? 0) > (counts.get(best) ?? 0)) best = delimiter;
  return best;
};
