import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordsAnswer } from '../../../foundation/shell/answers.ts';
import { useShownMarkings } from '../../../foundation/shell/frame/marking.tsx';
import { ProblemView } from '../../../foundation/shell/frame/problem-view.tsx';
import { RoomLink } from '../../../foundation/shell/frame/room-link.tsx';
import { useTitle } from '../../../foundation/shell/frame/title.ts';
import { formatInstant, formatNumber } from '../../../foundation/shell/locale/format.ts';
import { useSession } from '../../../foundation/shell/session.tsx';
import { summaryOf } from './summary-of.ts';

const shown = (count: number | undefined): string => (count === undefined ? '' : formatNumber(count));

/** Kept surfaces, newest first. */
export const HotspotsPage = () => {
  const { t } = useTranslation('hotspots');
  const { client } = useSession();
  useTitle(t('title'));
  const kept = useQuery({
    queryKey: ['records', client.mission, 'hotspot-surface', 'kept'],
    queryFn: ({ signal }) =>
      client.get<RecordsAnswer>(
        '/records',
        { kind: 'hotspot-surface', sort: '-changed', limit: 100 },
        signal,
      ),
  });
  const records = kept.data?.records ?? [];
  useShownMarkings(records.map((record) => record.marking));
  return (
    <div className="page-read">
      <h1>{t('title')}</h1>
      <p className="read">{t('why')}</p>
      <p>
        <RoomLink to="/picture" search={{ layers: 'hotspots,places' }} className="button primary">
          {t('make')}
        </RoomLink>
      </p>
      <h2>{t('kept')}</h2>
      {kept.error && <ProblemView error={kept.error} onRetry={() => void kept.refetch()} />}
      {kept.data && records.length === 0 && <p className="soft">{t('keptNone')}</p>}
      {records.length > 0 && (
        <div className="table-holder">
          <table>
            <thead>
              <tr>
                <th>{t('keptTitle')}</th>
                <th>{t('keptMade')}</th>
                <th className="number">{t('keptIncidents')}</th>
                <th className="number">{t('keptHot')}</th>
                <th className="number">{t('keptCold')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {records.map((record) => {
                const summary = summaryOf(record.body);
                return (
                  <tr key={record.id}>
                    <td>
                      <RoomLink to="/record/$id" params={{ id: record.id }}>
                        {record.title}
                      </RoomLink>
                    </td>
                    <td>{formatInstant(record.createdAt)}</td>
                    <td className="number">{shown(summary.used)}</td>
                    <td className="number">{shown(summary.hot)}</td>
                    <td className="number">{shown(summary.cold)}</td>
                    <td>
                      <RoomLink to="/picture" search={{ layers: 'hotspots,places', surface: record.id }}>
                        {t('open')}
                      </RoomLink>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
};
