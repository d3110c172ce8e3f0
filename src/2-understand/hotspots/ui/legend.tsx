import { useTranslation } from 'react-i18next';
import { hotspotColours } from '../../../foundation/shell/theme/palettes.ts';
import { useTheme } from '../../../foundation/shell/theme/theme.ts';
import type { Surface, SurfaceSummary } from './queries.ts';

const classes = ['hot-99', 'hot-95', 'hot-90', 'not-significant', 'cold-90', 'cold-95', 'cold-99'] as const;

export interface HotspotLegendProps {
  readonly summary: SurfaceSummary | undefined;
  readonly failed: boolean;
  readonly cells: Surface['features'] | undefined;
}

/** What each class says, in words, and how many hexagons bear it. */
export const HotspotLegend = ({ summary, cells, failed }: HotspotLegendProps) => {
  const { t } = useTranslation('hotspots');
  const theme = useTheme();
  if (failed) return null;
  if (!summary || !cells) return <p className="soft">{t('finding')}</p>;
  const tally = Map.groupBy(cells, (cell) => cell.properties.class);
  const untested = tally.get('untested')?.length ?? 0;
  return (
    <figure className="legend">
      <figcaption>{t('legend')}</figcaption>
      <ul>
        {[...classes, ...(untested > 0 ? (['untested'] as const) : [])].map((name) => {
          const count = tally.get(name)?.length ?? 0;
          const quiet = name === 'not-significant' || name === 'untested';
          return (
            <li key={name} data-empty={count === 0}>
              <span className="swatch" style={{ background: quiet ? 'none' : hotspotColours[theme][name] }} />
              <span className="small">{t(`class_${name}`)}</span>
              <span className="legend-tally">{count}</span>
            </li>
          );
        })}
      </ul>
      <p>{summary.reading}</p>
      <p className="soft small">
        {t('numbers', { ...summary })} {t('area', { area: summary.area })}
      </p>
    </figure>
  );
};
