import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Term } from '../../../foundation/shell/answers.ts';
import { formatNumber } from '../../../foundation/shell/locale/format.ts';
import type { OverlayView } from '../../../foundation/shell/map/overlay.ts';
import type { Steps } from '../../../foundation/shell/map/steps.ts';
import type { UrlPatch } from '../../../foundation/shell/url-state.ts';
import { Busiest } from './busiest.tsx';
import { Filters } from './filters.tsx';
import { groupsOf } from './layers.ts';
import { CountLegend, GroupLegend } from './legend.tsx';
import type { PictureAnswer } from './queries.ts';
import { layerNames, layerPatch, type PictureState } from './state.ts';

export interface ControlPanelProps {
  readonly state: PictureState;
  readonly picture: PictureAnswer | undefined;
  readonly steps: Steps;
  readonly terms: readonly Term[];
  readonly resolution: number;
  readonly overlay: OverlayView;
  readonly hexagonsOn: boolean;
  /** `closer`: not drawn at this zoom; a number: only so many are drawn */
  readonly pointsState: number | 'all' | 'closer';
  readonly onChange: (patch: UrlPatch) => void;
  readonly onWhole: (() => void) | undefined;
}

// H3's mean hexagon, edge to edge (Uber, h3geo.org/docs/core-library/restable): 1281 km at 0, a seventh of the area each
const acrossKm = (resolution: number): string => {
  const km = (1281 * Math.sqrt(3)) / 7 ** (resolution / 2);
  return km >= 10 ? formatNumber(Math.round(km)) : km.toPrecision(2);
};

/** Totals, layers, legend and filters. */
export const ControlPanel = (props: ControlPanelProps) => {
  const { state, picture, onChange } = props;
  const { t } = useTranslation('picture');
  const groups = useMemo(() => groupsOf(props.terms), [props.terms]);
  return (
    <>
      <section className="panel-totals" aria-live="polite">
        <p className="panel-total">
          {picture ? t('inView', { count: picture.total, formatParams: {} }) : '…'}
        </p>
        {picture && (
          <p className="soft small">
            {picture.coarse.count > 0 ? t('coarse', { count: picture.coarse.count }) : t('noCoarse')}
          </p>
        )}
        <p className="panel-actions">
          {props.onWhole && (
            <button type="button" onClick={props.onWhole}>
              {t('whole')}
            </button>
          )}
          <CopyLink />
        </p>
      </section>
      <section>
        <h2>{t('layers')}</h2>
        <ul className="panel-layers">
          {layerNames.map((layer) => (
            <li key={layer}>
              <label>
                <input
                  type="checkbox"
                  checked={state.layers.has(layer)}
                  onChange={(event) => onChange(layerPatch(state, layer, event.target.checked))}
                />
                {t(`layer_${layer}`)}
              </label>
              {layer === 'points' && state.layers.has('points') && props.pointsState !== 'all' && (
                <p className="soft small">
                  {props.pointsState === 'closer'
                    ? t('pointsCloser')
                    : t('pointsMore', { count: props.pointsState })}
                </p>
              )}
            </li>
          ))}
        </ul>
        <label className="field">
          <span>{t('resolution')}</span>
          <select
            value={state.resolution ?? ''}
            onChange={(event) => onChange({ resolution: event.target.value || undefined })}
          >
            <option value="">{t('resolutionAuto', { km: acrossKm(props.resolution) })}</option>
            {[2, 3, 4, 5, 6, 7, 8].map((one) => (
              <option key={one} value={one}>
                {t('resolutionFixed', { km: acrossKm(one) })}
              </option>
            ))}
          </select>
        </label>
        {props.overlay.controls}
      </section>
      <section>
        <h2>{t('legend')}</h2>
        {props.hexagonsOn && <CountLegend steps={props.steps} />}
        {props.overlay.legend}
        {state.layers.has('points') && <GroupLegend groups={groups} />}
      </section>
      <Filters state={state} terms={props.terms} picture={picture} onChange={onChange} />
      {picture && <Busiest cells={picture.cells} onChoose={(cell) => onChange({ cell })} />}
    </>
  );
};

const CopyLink = () => {
  const { t } = useTranslation('picture');
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      onClick={() =>
        void navigator.clipboard.writeText(location.href).then(() => {
          setCopied(true);
          setTimeout(() => setCopied(false), 2500);
        })
      }
    >
      <span role="status">{copied ? t('copied') : t('copyLink')}</span>
    </button>
  );
};
