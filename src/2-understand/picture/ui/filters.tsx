import { placePrecisionNames } from '@bluehelm/kernel';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Term } from '../../../foundation/shell/answers.ts';
import type { UrlPatch } from '../../../foundation/shell/url-state.ts';
import { CategoryTree } from './category-tree.tsx';
import type { PictureAnswer } from './queries.ts';
import { listPatch, type PictureState } from './state.ts';

export interface FiltersProps {
  readonly state: PictureState;
  readonly terms: readonly Term[];
  readonly picture: PictureAnswer | undefined;
  readonly onChange: (patch: UrlPatch) => void;
}

const none = {
  category: undefined,
  least: undefined,
  precision: undefined,
  text: undefined,
  from: undefined,
  to: undefined,
};

/** Which incidents are meant. */
export const Filters = ({ state, terms, picture, onChange }: FiltersProps) => {
  const { t } = useTranslation('picture');
  const { t: shell } = useTranslation('shell');
  const counts = useMemo(
    () => new Map(picture?.categories.map(({ name, count }) => [name, count])),
    [picture],
  );
  const any =
    state.categories.length > 0 || state.least || state.precision || state.text || state.from || state.to;
  return (
    <section>
      <h2>
        {t('filters')}
        {any && (
          <button type="button" className="quiet" onClick={() => onChange(none)}>
            {t('clear')}
          </button>
        )}
      </h2>
      <label className="field">
        <span>{t('least')}</span>
        <input
          type="number"
          min={0}
          step={1}
          inputMode="numeric"
          value={state.least ?? ''}
          placeholder="0"
          onChange={(event) =>
            onChange({ least: event.target.value === '0' ? undefined : event.target.value })
          }
        />
      </label>
      <label className="field">
        <span>{t('precision')}</span>
        <select
          value={state.precision ?? ''}
          onChange={(event) => onChange({ precision: event.target.value || undefined })}
        >
          <option value="">{t('precisionAny')}</option>
          {([1, 2, 3, 4, 5] as const).map((one) => (
            <option key={one} value={one}>
              {shell(`place_${placePrecisionNames[one]}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('text')}</span>
        <input
          type="search"
          value={state.text ?? ''}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </label>
      <CategoryTree
        terms={terms}
        counts={counts}
        chosen={state.categories}
        onChoose={(names) => onChange(listPatch('category', names))}
      />
    </section>
  );
};
