import type { GedSource } from './event.ts';

/**
 * The reports behind an event. UCDP keeps them side by side in four columns, parted by semicolons, which headlines may
 * hold too; dates cannot, so they say how many there are. What cannot be taken apart is kept whole as `article`.
 */
export const gedSources = (article: string, office: string, date: string, headline: string): GedSource[] => {
  if (office === '' && date === '' && headline === '')
    return article === '' ? [] : [{ office: undefined, date: undefined, headline: undefined, article }];
  if (!date.includes(';'))
    return [
      {
        office: office || undefined,
        date: date || undefined,
        headline: headline || undefined,
        article: undefined,
      },
    ];
  const dates = date.split(';');
  const offices = office.split(';');
  const headlines = headline.split(';');
  if (offices.length === dates.length && headlines.length === dates.length)
    return dates.map((day, at) => source(offices[at]!, day, headlines[at]!));
  const articles = article.split('";"');
  if (articles.length !== dates.length)
    return [
      { office: office || undefined, date, headline: headline || undefined, article: article || undefined },
    ];
  return dates.map((day, at) => {
    const text = articles[at]!.replace(/^"|"$/g, '');
    const mark = text.indexOf(`,${day},`);
    return mark === -1
      ? { office: undefined, date: day || undefined, headline: undefined, article: text }
      : source(text.slice(0, mark), day, text.slice(mark + day.length + 2));
  });
};

const source = (office: string, date: string, headline: string): GedSource => ({
  office: office.trim() || undefined,
  date: date.trim() || undefined,
  headline: headline.trim() || undefined,
  article: undefined,
});
