import { useTranslation } from 'react-i18next';
import { useShownMarkings } from '../../../foundation/shell/frame/marking.tsx';
import { ProblemView } from '../../../foundation/shell/frame/problem-view.tsx';
import { useRecords } from '../../../foundation/shell/records/queries.ts';
import { useKind } from '../../../foundation/shell/session.tsx';
import { RecordTable } from '../../../foundation/shell/table/record-table.tsx';

/** What has been imported into this mission, latest first. */
export const PastImports = () => {
  const { t } = useTranslation('sources');
  const kind = useKind('import');
  const found = useRecords('import', { sort: '-changed' });
  const records = found.data?.pages.flatMap((page) => page.records) ?? [];
  useShownMarkings(records.map((record) => record.marking));
  return (
    <section className="past">
      <h2>{t('past')}</h2>
      {found.error && <ProblemView error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && records.length === 0 && <p className="soft">{t('pastNone')}</p>}
      {kind && records.length > 0 && <RecordTable kind={kind} records={records} sort="" onSort={() => {}} />}
    </section>
  );
};
