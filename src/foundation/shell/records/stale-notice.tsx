import { useTranslation } from 'react-i18next';
import type { HistoryAnswer, KindAnswer, MissionRecord } from '../answers.ts';
import { Changes } from './history-view.tsx';

export interface StaleNoticeProps {
  readonly mine: number;
  readonly theirs: MissionRecord;
  readonly kind: KindAnswer;
  readonly versions: HistoryAnswer['versions'];
  readonly onKeep: () => void;
  readonly onReload: () => void;
}

/** What somebody else changed while one was editing, and the two ways out. */
export const StaleNotice = ({ mine, theirs, kind, versions, onKeep, onReload }: StaleNoticeProps) => {
  const { t } = useTranslation('shell');
  const newer = versions.filter(({ record }) => record.version > mine);
  return (
    <div className="stale" role="alert">
      <h2>{t('staleTitle')}</h2>
      <p>{t('staleWhy', { mine, theirs: theirs.version, by: theirs.changedBy })}</p>
      {newer.map(({ record, changes }) => (
        <Changes key={record.version} changes={changes} kind={kind} />
      ))}
      <p className="moves">
        <button type="button" onClick={onKeep}>
          {t('staleKeep')}
        </button>
        <button type="button" className="primary" onClick={onReload}>
          {t('staleReload')}
        </button>
      </p>
    </div>
  );
};
