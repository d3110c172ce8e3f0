import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Term } from '../../../foundation/shell/answers.ts';
import { formatNumber } from '../../../foundation/shell/locale/format.ts';

export interface CategoryTreeProps {
  readonly terms: readonly Term[];
  readonly counts: ReadonlyMap<string, number>;
  readonly chosen: readonly string[];
  readonly onChoose: (names: readonly string[]) => void;
}

/** Categories under their groups. Nothing ticked means all. */
export const CategoryTree = ({ terms, counts, chosen, onChoose }: CategoryTreeProps) => {
  const { t } = useTranslation('picture');
  const groups = useMemo(() => Map.groupBy(terms, (term) => term.group ?? ''), [terms]);
  const toggle = (names: readonly string[], on: boolean) =>
    onChoose(
      terms.map((term) => term.name).filter((name) => (names.includes(name) ? on : chosen.includes(name))),
    );
  return (
    <fieldset className="tree">
      <legend>{t('category')}</legend>
      {[...groups].map(([group, members]) => {
        const names = members.map((term) => term.name);
        const ticked = names.filter((name) => chosen.includes(name)).length;
        return (
          <details key={group} open={groups.size <= 3 || ticked > 0}>
            <summary>
              <GroupTick
                label={group || t('categoryAll')}
                state={ticked === 0 ? 'none' : ticked === names.length ? 'all' : 'some'}
                onChange={(on) => toggle(names, on)}
              />
              <span className="tree-count">
                {formatNumber(names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0))}
              </span>
            </summary>
            {members.map((term) => (
              <label key={term.name} className="tree-leaf" title={term.code}>
                <input
                  type="checkbox"
                  checked={chosen.includes(term.name)}
                  onChange={(event) => toggle([term.name], event.target.checked)}
                />
                <span>{term.title}</span>
                <span className="tree-count">{formatNumber(counts.get(term.name) ?? 0)}</span>
              </label>
            ))}
          </details>
        );
      })}
      <p className="soft small">{t('categoryNone')}</p>
    </fieldset>
  );
};

interface GroupTickProps {
  readonly label: string;
  readonly state: 'none' | 'some' | 'all';
  readonly onChange: (on: boolean) => void;
}

const GroupTick = ({ label, state, onChange }: GroupTickProps) => {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <label>
      <input
        ref={box}
        type="checkbox"
        checked={state === 'all'}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  );
};
