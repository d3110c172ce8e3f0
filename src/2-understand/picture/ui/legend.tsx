import { useTranslation } from 'react-i18next';
import { type Steps, stepColour, stepRange } from '../../../foundation/shell/map/steps.ts';
import { countRamp, groupColour } from '../../../foundation/shell/theme/palettes.ts';
import { useTheme } from '../../../foundation/shell/theme/theme.ts';

/** What the colours of counted hexagons mean, in numbers. */
export const CountLegend = ({ steps }: { steps: Steps }) => {
  const { t } = useTranslation('picture');
  const theme = useTheme();
  return (
    <figure className="legend">
      <figcaption>{t('legendCounts')}</figcaption>
      <ul className="legend-steps">
        {steps.map((least, i) => {
          const { from, to } = stepRange(steps, i);
          const words =
            to === undefined
              ? t('legendOpen', { from })
              : from === to
                ? t('legendOne', { from })
                : t('legendRange', { from, to });
          return (
            <li key={least}>
              <span className="swatch" style={{ background: stepColour(countRamp[theme], steps, i) }} />
              {words}
            </li>
          );
        })}
      </ul>
      <p className="soft small">{t('legendNone')}</p>
    </figure>
  );
};

export const GroupLegend = ({ groups }: { groups: readonly string[] }) => {
  const { t } = useTranslation('picture');
  const theme = useTheme();
  return (
    <figure className="legend">
      <figcaption>{t('legendGroups')}</figcaption>
      <ul>
        {groups.map((group, i) => (
          <li key={group}>
            <span className="swatch swatch-dot" style={{ background: groupColour(theme, i) }} />
            {group}
          </li>
        ))}
      </ul>
      <p className="soft small">{t('legendPlace')}</p>
    </figure>
  );
};
