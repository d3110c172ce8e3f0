import { cellCentre } from '@bluehelm/kernel';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatLonLat, formatNumber } from '../../../foundation/shell/locale/format.ts';
import type { CellCount } from './queries.ts';

/** The fullest hexagons as a list: the map's message for those who cannot point at it. */
export const Busiest = ({
  cells,
  onChoose,
}: {
  cells: readonly CellCount[];
  onChoose: (cell: string) => void;
}) => {
  const { t } = useTranslation('picture');
  const top = useMemo(() => cells.toSorted((a, b) => b.count - a.count).slice(0, 8), [cells]);
  if (top.length === 0) return null;
  return (
    <section>
      <h2>{t('busiest')}</h2>
      <ol className="busiest">
        {top.map(({ cell, count }) => {
          const { lon, lat } = cellCentre(cell);
          return (
            <li key={cell}>
              <button type="button" className="quiet" onClick={() => onChoose(cell)}>
                <span>{formatLonLat(lon, lat)}</span>
                <span>{formatNumber(count)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
};
