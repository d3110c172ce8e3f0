// more than this of one text is not searched: PostgreSQL's tsvector holds 1 MB, a lexeme 2 kB
const mostCharacters = 200_000;
const mostInWord = 60;

// PostgreSQL's own parser is not asked: it takes "RPG-7" for "rpg" and "-7" and "d’Ivoire" for one word
const rough = /[a-z0-9\u0080-\uffff]+/g;
const ascii = /^[a-z0-9]+$/;

/**
 * The words of a text as search knows them: runs of letters and digits, lower case, without accents and vowel marks, so
 * that "Menaka" finds "Ménaka". The same for what is kept and for what is looked for.
 */
export const wordsOf = (text: string): string[] => {
  const words = new Set<string>();
  for (const one of text.slice(0, mostCharacters).toLowerCase().match(rough) ?? [])
    if (ascii.test(one)) words.add(one.slice(0, mostInWord));
    else for (const word of plainWords(one)) words.add(word.slice(0, mostInWord).toWellFormed());
  return [...words];
};

const plainWords = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** Words as a text-search query: all of them, each from its beginning; empty where the text has none. */
export const searchQuery = (text: string): string =>
  wordsOf(text)
    .slice(0, 20)
    .map((word) => `'${word}':*`)
    .join(' & ');
