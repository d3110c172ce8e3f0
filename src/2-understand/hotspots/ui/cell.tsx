import { useTranslation } from 'react-i18next';
import { formatNumber, formatProbability } from '../../../foundation/shell/locale/format.ts';
import type { SurfaceCell } from './queries.ts';
import './hotspots.css';

const shown = (value: number | null, write: (value: number) => string) =>
  value === null ? '–' : write(value);

/** A hexagon's figures as text. */
export const figures = ({ count, z, p, q }: SurfaceCell) => ({
  n: formatNumber(count),
  z: shown(z, (value) => value.toFixed(2)),
  p: shown(p, formatProbability),
  q: shown(q, formatProbability),
});

/** What the surface says of the chosen hexagon. */
export const HotspotCell = ({ cell }: { cell: SurfaceCell }) => {
  const { t } = useTranslation('hotspots');
  const what = cell.class.startsWith('hot')
    ? t('short_hot')
    : cell.class.startsWith('cold')
      ? t('short_cold')
      : cell.class === 'untested'
        ? t('short_untested')
        : t('short_none');
  return (
    <div className="hotspot-cell">
      <p>
        <strong>{t('cellReading', { what })}</strong>
      </p>
      <p>{t('cellFigures', figures(cell))}</p>
      <p className="soft small">{t('cellMeaning')}</p>
    </div>
  );
};
