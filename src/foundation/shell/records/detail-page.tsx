import { datePrecisionNames, markingText, placePrecisionNames } from '@bluehelm/kernel';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { KindAnswer, MissionRecord } from '../answers.ts';
import { useShownMarkings } from '../frame/marking.tsx';
import { ProblemView } from '../frame/problem-view.tsx';
import { RoomLink } from '../frame/room-link.tsx';
import { useTitle } from '../frame/title.ts';
import { formatInstant, formatInterval, formatLonLat } from '../locale/format.ts';
import { useKind, useMay } from '../session.tsx';
import { BodyView } from './body-view.tsx';
import { HistoryView } from './history-view.tsx';
import { Moves } from './moves.tsx';
import { ProvenanceView } from './provenance-view.tsx';
import { useRecord } from './queries.ts';
import './records.css';

const PlaceMap = lazy(() => import('../map/place-map.tsx').then((module) => ({ default: module.PlaceMap })));

/** One record: what it says, where it comes from, what became of it. */
export const DetailPage = () => {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useTranslation('shell');
  const found = useRecord(id);
  if (found.error)
    return (
      <div className="page-read">
        <ProblemView error={found.error} onRetry={() => void found.refetch()} />
      </div>
    );
  if (!found.data) return <p className="page-read soft">{t('loading')}</p>;
  return <RecordDetail record={found.data} />;
};

const RecordDetail = ({ record }: { record: MissionRecord }) => {
  const { t } = useTranslation('shell');
  const kind = useKind(record.kind);
  useTitle(record.title);
  useShownMarkings([record.marking]);
  const { when, where } = record;
  return (
    <article className="page-read">
      <p className="small">
        <RoomLink to="/records/$kind" params={{ kind: record.kind }}>
          {t('recordAll', { kind: kind?.plural.toLowerCase() ?? record.kind })}
        </RoomLink>
      </p>
      <div className="record">
        <RecordHead record={record} kind={kind} />
        <dl className="record-facts">
          {when && (
            <div>
              <dt>{t('recordWhen')}</dt>
              <dd>{formatInterval(when.start, when.end)}</dd>
              <dd className="soft small">{t(`precision_${datePrecisionNames[when.precision]}`)}</dd>
            </div>
          )}
          {where && (
            <div>
              <dt>{t('recordWhere')}</dt>
              <dd>{formatLonLat(where.lon, where.lat)}</dd>
              <dd className="soft small">{t(`place_${placePrecisionNames[where.precision]}`)}</dd>
            </div>
          )}
          <div>
            <dt>{t('recordMarking')}</dt>
            <dd>{markingText(record.marking)}</dd>
          </div>
          <div>
            <dt>{t('recordVersion', { version: record.version })}</dt>
            <dd>{t('recordChanged', { at: formatInstant(record.changedAt), by: record.changedBy })}</dd>
          </div>
        </dl>
        <div className="column">
          <section className="card">
            <h2>{t('recordBody')}</h2>
            <BodyView record={record} kind={kind} />
          </section>
          <HistoryView id={record.id} kind={kind} />
        </div>
        <div className="column">
          {where && (
            <section className="card">
              <h2>{t('recordWhere')}</h2>
              <div className="small-map">
                <Suspense fallback={null}>
                  <PlaceMap where={where} label={t('recordWhere')} />
                </Suspense>
              </div>
              <p>
                <RoomLink
                  to="/picture"
                  search={{
                    lon: where.lon.toFixed(4),
                    lat: where.lat.toFixed(4),
                    zoom: '9',
                    layers: 'points,places',
                    record: record.id,
                  }}
                >
                  {t('recordOnMap')}
                </RoomLink>
              </p>
            </section>
          )}
          <ProvenanceView record={record} />
        </div>
      </div>
    </article>
  );
};

const RecordHead = ({ record, kind }: { record: MissionRecord; kind: KindAnswer | undefined }) => {
  const { t } = useTranslation('shell');
  const mayEdit = useMay(kind?.edit ?? 'edit');
  const state = kind?.states.find((one) => one.name === record.state)?.title ?? record.state;
  return (
    <header className="record-head">
      <h1>{record.title}</h1>
      <span className="record-state">{state}</span>
      {kind && <Moves record={record} kind={kind} />}
      {kind && mayEdit && !kind.derived && (
        <RoomLink to="/record/$id/edit" params={{ id: record.id }} className="button primary">
          {t('recordEdit')}
        </RoomLink>
      )}
    </header>
  );
};
