import { useTranslation } from 'react-i18next';
import type { KindAnswer } from '../answers.ts';
import type { UrlPatch, UrlState } from '../url-state.ts';
import { listFilters } from './list-state.ts';

export interface ListFiltersProps {
  readonly kind: KindAnswer;
  readonly url: UrlState;
  readonly onChange: (patch: UrlPatch) => void;
}

/** The filters of a table, kept in the address. */
export const ListFilters = ({ kind, url, onChange }: ListFiltersProps) => {
  const { t } = useTranslation('shell');
  const known = listFilters(kind);
  const set = (name: string) => (event: { target: { value: string } }) =>
    onChange({ [name]: event.target.value || undefined });
  const any = known.some((name) => url[name]);
  return (
    <search className="list-filters">
      <label className="list-field wide">
        <span>{t('filterText')}</span>
        <input type="search" value={url.text ?? ''} onChange={set('text')} />
      </label>
      {kind.states.length > 1 && (
        <label className="list-field">
          <span>{t('filterState')}</span>
          <select value={url.state ?? ''} onChange={set('state')}>
            <option value="">{t('filterAny')}</option>
            {kind.states.map((state) => (
              <option key={state.name} value={state.name}>
                {state.title}
              </option>
            ))}
          </select>
        </label>
      )}
      {kind.categories && (
        <label className="list-field">
          <span>{t('filterCategory')}</span>
          <select value={url.category ?? ''} onChange={set('category')}>
            <option value="">{t('filterAny')}</option>
            {url.category?.includes(',') && <option value={url.category}>{url.category}</option>}
            {kind.categories.map((term) => (
              <option key={term.name} value={term.name}>
                {term.title}
              </option>
            ))}
          </select>
        </label>
      )}
      {known.includes('from') &&
        (['from', 'to'] as const).map((end) => (
          <label key={end} className="list-field">
            <span>{t(end === 'from' ? 'filterFrom' : 'filterTo')}</span>
            <input type="date" value={url[end] ?? ''} onChange={set(end)} />
          </label>
        ))}
      {kind.measure && (
        <label className="list-field narrow">
          <span>
            {t('filterLeast')} ({kind.measure})
          </span>
          <input type="number" min={0} value={url.least ?? ''} onChange={set('least')} />
        </label>
      )}
      {any && (
        <button
          type="button"
          className="quiet"
          onClick={() => onChange(Object.fromEntries(known.map((name) => [name, undefined])))}
        >
          {t('filterClear')}
          {url.cell ? ` (${url.cell})` : ''}
        </button>
      )}
    </search>
  );
};
