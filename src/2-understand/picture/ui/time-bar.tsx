import { useTranslation } from 'react-i18next';
import { lastDays, type TimeLineData } from '../../../foundation/shell/time-line/periods.ts';
import { TimeLine } from '../../../foundation/shell/time-line/time-line.tsx';
import type { UrlPatch } from '../../../foundation/shell/url-state.ts';
import type { PictureState } from './state.ts';

export interface TimeBarProps {
  readonly data: TimeLineData;
  readonly span: { readonly from: string; readonly to: string } | undefined;
  readonly state: PictureState;
  readonly onChange: (patch: UrlPatch) => void;
}

const spans = [
  ['lastMonth', 30],
  ['lastQuarter', 90],
  ['lastYear', 365],
] as const;

/** The time line with its date fields: the same choice by stroke, by typing and by one press. */
export const TimeBar = ({ data, span, state, onChange }: TimeBarProps) => {
  const { t } = useTranslation('picture');
  const title = t(`timeTitle_${data.unit}`);
  const [first, last] = [span?.from.slice(0, 10), span?.to.slice(0, 10)];
  const choose = (days: { from: string; to: string } | undefined) =>
    onChange({ from: days?.from, to: days?.to });
  return (
    <>
      <div className="time-bar-fields">
        <span className="time-bar-title" title={t('brushHint')}>
          {title}
        </span>
        <label>
          <span>{t('from')}</span>
          <input
            type="date"
            value={state.from ?? ''}
            min={first}
            max={state.to ?? last}
            onChange={(event) => onChange({ from: event.target.value || undefined })}
          />
        </label>
        <label>
          <span>{t('to')}</span>
          <input
            type="date"
            value={state.to ?? ''}
            min={state.from ?? first}
            max={last}
            onChange={(event) => onChange({ to: event.target.value || undefined })}
          />
        </label>
        <span className="time-bar-spans">
          <button type="button" aria-pressed={!state.from && !state.to} onClick={() => choose(undefined)}>
            {t('all')}
          </button>
          {last &&
            spans.map(([name, days]) => {
              const these = lastDays(last, days);
              return (
                <button
                  key={name}
                  type="button"
                  aria-pressed={state.from === these.from && state.to === these.to}
                  onClick={() => choose(these)}
                >
                  {t(name)}
                </button>
              );
            })}
        </span>
      </div>
      <TimeLine data={data} title={title} from={state.from} to={state.to} onChoose={choose} />
    </>
  );
};
