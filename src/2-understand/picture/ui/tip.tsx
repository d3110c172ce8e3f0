import { useTranslation } from 'react-i18next';
import type { Picked } from '../../../foundation/shell/map/map-view.tsx';
import type { OverlayView } from '../../../foundation/shell/map/overlay.ts';

/** What stands beside the pointer. */
export const Tip = ({ picked, overlay }: { picked: Picked; overlay: OverlayView }) => {
  const { t } = useTranslation('picture');
  const { properties } = picked;
  if (picked.layer === 'counts')
    return (
      <>
        <strong>{t('tipCount', { count: Number(properties.count) })}</strong>
        <br />
        {t('tipDeaths', { count: Number(properties.best) })}
      </>
    );
  if (picked.layer === 'points')
    return (
      <>
        <strong>{String(properties.title)}</strong>
        <br />
        {String(properties.start).slice(0, 10)} · {t('deathsLabel', { count: Number(properties.best) })}
      </>
    );
  return overlay.tooltip(picked);
};
