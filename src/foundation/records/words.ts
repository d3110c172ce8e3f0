// more than this of one text is not searched: PostgreSQL's tsvector holds 1 MB, a lexeme 2 kB
const mostCharacters = 200_000;
const mostInWord = 60;

/** PostgreSQL's own parser is not asked: it takes "RPG-7" for "rpg" and "-7" and "d’Ivoire" for one word. */
const notAscii = /[^\0-\x7f]/;

/**
 * The words of a text as search knows them: runs of letters and digits, lower case, without accents and vowel marks, so
 * that "Menaka" finds "Ménaka". The same for what is kept and for what is looked for.
 */
export const wordsOf = (text: string): string[] => {
  const cut = text.slice(0, mostCharacters);
  const plain = notAscii.test(cut) ? cut.normalize('NFKD').replace(/\p{M}+/gu, '') : cut;
  const words = plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map((word) => word.slice(0, mostInWord).toWellFormed()))];
};

/** Words as a text-search query: all of them, each from its beginning; empty where the text has none. */
export const searchQuery = (text: string): string =>
  wordsOf(text)
    .slice(0, 20)
    .map((word) => `'${word}':*`)
    .join(' & ');
