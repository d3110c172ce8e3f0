import { useTranslation } from 'react-i18next';
import type { Query } from '../../../foundation/shell/client.ts';
import { ProblemView } from '../../../foundation/shell/frame/problem-view.tsx';
import { RoomLink } from '../../../foundation/shell/frame/room-link.tsx';
import { useMay } from '../../../foundation/shell/session.tsx';
import { useUrlState } from '../../../foundation/shell/url-state.ts';
import { type SurfaceSummary, useKeep } from './queries.ts';
import { coarses, type HotspotSettings, inferences, measures } from './settings.ts';
import './hotspots.css';

export interface HotspotControlsProps {
  readonly settings: HotspotSettings;
  readonly filters: Query;
  readonly error: Error | null;
  /** the surface that is shown */
  readonly found: SurfaceSummary | undefined;
}

/** How hotspots are found, and the button that keeps what was found. */
export const HotspotControls = ({ settings, filters, error, found }: HotspotControlsProps) => {
  const { t } = useTranslation('hotspots');
  const [, change] = useUrlState();
  const keep = useKeep(settings, filters);
  const analyses = useMay('analyse');
  if (settings.surface)
    return (
      <div className="hotspot-controls">
        <p>{t('showing')}</p>
        {error && <ProblemView error={error} />}
        <button type="button" onClick={() => change({ surface: undefined })}>
          {t('back')}
        </button>
      </div>
    );
  return (
    <details className="hotspot-controls" open>
      <summary>{t('settings')}</summary>
      <div className="hotspot-fields">
        <Choice
          label={t('resolution')}
          value={settings.resolution === undefined ? '' : String(settings.resolution)}
          options={[
            [
              '',
              found && !settings.resolution
                ? t('resolutionChosen', { found: found.resolution })
                : t('resolutionAuto'),
            ],
            ...[2, 3, 4, 5, 6, 7].map((one) => [String(one), String(one)] as const),
          ]}
          onChange={(value) => change({ hotspotResolution: value || undefined })}
        />
        <Choice
          label={t('measure')}
          value={settings.measure}
          options={measures.map((one) => [one, t(`measure_${one}`)])}
          onChange={(value) => change({ measure: value })}
        />
        <Choice
          label={t('coarse')}
          value={settings.coarse}
          options={coarses.map((one) => [one, t(`coarse_${one}`)])}
          onChange={(value) => change({ coarse: value })}
        />
        <Choice
          label={t('inference')}
          value={settings.inference}
          options={inferences.map((one) => [one, t(`inference_${one}`)])}
          onChange={(value) => change({ inference: value })}
        />
        {(error ?? keep.error) && <ProblemView error={(error ?? keep.error)!} />}
        {analyses && (
          <button type="button" className="primary" disabled={keep.isPending} onClick={() => keep.mutate()}>
            {keep.isPending ? t('keeping') : t('keep')}
          </button>
        )}
        <div role="status">
          {keep.data && (
            <RoomLink to="/record/$id" params={{ id: keep.data.id }}>
              {t('keptNow')}
            </RoomLink>
          )}
        </div>
      </div>
    </details>
  );
};

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <label className="field">
    <span>{label}</span>
    <select value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([name, title]) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </select>
  </label>
);
