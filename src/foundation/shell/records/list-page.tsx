import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { KindAnswer } from '../answers.ts';
import { useShownMarkings } from '../frame/marking.tsx';
import { PageMessage } from '../frame/page-message.tsx';
import { ProblemView } from '../frame/problem-view.tsx';
import { RoomLink } from '../frame/room-link.tsx';
import { useTitle } from '../frame/title.ts';
import { formatNumber } from '../locale/format.ts';
import { useKind, useMay, useSession } from '../session.tsx';
import { RecordTable } from '../table/record-table.tsx';
import { useUrlState } from '../url-state.ts';
import { ListFilters } from './list-filters.tsx';
import { exportFormats, listQuery } from './list-state.ts';
import { useRecords } from './queries.ts';
import './records.css';

/** Records of one kind as a table. */
export const ListPage = () => {
  const { kind: name } = useParams({ strict: false }) as { kind: string };
  const { t } = useTranslation('shell');
  const kind = useKind(name);
  if (!kind) return <PageMessage title={t('notFoundTitle')}>{t('notFoundWhy', { path: name })}</PageMessage>;
  return <RecordList key={name} kind={kind} />;
};

const RecordList = ({ kind }: { kind: KindAnswer }) => {
  const { t } = useTranslation('shell');
  const { client } = useSession();
  const [url, change] = useUrlState();
  const query = listQuery(kind, url);
  const found = useRecords(kind.name, query);
  const mayCreate = useMay(kind.create);
  useTitle(kind.plural);
  const records = found.data?.pages.flatMap((page) => page.records) ?? [];
  const count = found.data?.pages[0]?.count;
  useShownMarkings(records.map((record) => record.marking));
  return (
    <div className="list-page">
      <div className="list-head">
        <h1>{kind.plural}</h1>
        <span className="soft" role="status">
          {count === undefined
            ? ''
            : records.length < count
              ? t('recordsShown', {
                  shown: formatNumber(records.length),
                  count: formatNumber(count) as never,
                })
              : t('recordsCount', { count })}
        </span>
        <span className="list-actions">
          {exportFormats(kind).map((format) => (
            <a
              key={format}
              className="button"
              download
              href={client.url(`/records.${format}`, { kind: kind.name, ...query, sort: undefined })}
              aria-label={t('exportAs', { format })}
            >
              {format.toUpperCase()}
            </a>
          ))}
          {mayCreate && !kind.derived && (
            <RoomLink to="/records/$kind/new" params={{ kind: kind.name }} className="button primary">
              {t('recordsAdd', { kind: kind.title.toLowerCase() })}
            </RoomLink>
          )}
        </span>
      </div>
      <ListFilters kind={kind} url={url} onChange={change} />
      {found.error && <ProblemView error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && records.length === 0 ? (
        <p className="list-none">{t('recordsNone')}</p>
      ) : (
        <RecordTable
          kind={kind}
          records={records}
          sort={String(query.sort ?? '')}
          onSort={(sort) => change({ sort })}
        />
      )}
      {found.hasNextPage && (
        <p className="list-more">
          <button
            type="button"
            disabled={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {found.isFetchingNextPage ? t('loading') : t('recordsMore')}
          </button>
        </p>
      )}
    </div>
  );
};
