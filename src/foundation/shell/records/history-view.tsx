import { useTranslation } from 'react-i18next';
import type { Difference, KindAnswer } from '../answers.ts';
import { ProblemView } from '../frame/problem-view.tsx';
import { formatInstant } from '../locale/format.ts';
import { useHistory } from './queries.ts';

/** Every version that may be seen, newest first, with what it changed. */
export const HistoryView = ({ id, kind }: { id: string; kind: KindAnswer | undefined }) => {
  const { t } = useTranslation('shell');
  const found = useHistory(id);
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t('recordHistory')}</h2>
      {found.error && <ProblemView error={found.error} onRetry={() => void found.refetch()} />}
      <ol className="history">
        {found.data?.versions.map(({ record, changes }) => (
          <li key={record.version}>
            <strong>
              {t('recordVersion', { version: record.version })} · {formatInstant(record.changedAt)} ·{' '}
              {record.changedBy}
            </strong>
            {changes.length > 0 ? (
              <Changes changes={changes} kind={kind} />
            ) : (
              <span className="soft">{t('recordFirst')}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
};

/** Differences as a table: field, before, after. */
export const Changes = ({
  changes,
  kind,
}: {
  changes: readonly Difference[];
  kind: KindAnswer | undefined;
}) => {
  const { t } = useTranslation('shell');
  // a title follows from the other fields: alone it says something, beside them nothing new
  const others = changes.filter(({ path }) => path !== '/title');
  const told = others.length > 0 ? others : changes;
  const shown = (value: unknown) =>
    value === undefined ? (
      <span className="soft">{t('historyNone')}</span>
    ) : typeof value === 'string' ? (
      value
    ) : (
      JSON.stringify(value)
    );
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('historyField')}</th>
          <th scope="col">{t('historyBefore')}</th>
          <th scope="col">{t('historyAfter')}</th>
        </tr>
      </thead>
      <tbody>
        {told.map((change) => (
          <tr key={change.path}>
            <th scope="row">{fieldTitle(kind, change.path)}</th>
            <td>
              <del>{shown(change.before)}</del>
            </td>
            <td>
              <ins>{shown(change.after)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The form's title of a JSON pointer into the record, else the pointer. */
export const fieldTitle = (kind: Pick<KindAnswer, 'form'> | undefined, pointer: string): string => {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (path[0] !== 'body') return path.join('.');
  const inBody = path.slice(1).join('.');
  return kind?.form.find((field) => field.path === inBody)?.title ?? inBody;
};
