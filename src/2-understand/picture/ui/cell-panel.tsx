import { cellAreaKm2, cellCentre } from '@bluehelm/kernel';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MissionRecord, Term } from '../../../foundation/shell/answers.ts';
import { useShownMarkings } from '../../../foundation/shell/frame/marking.tsx';
import { ProblemView } from '../../../foundation/shell/frame/problem-view.tsx';
import { RoomLink } from '../../../foundation/shell/frame/room-link.tsx';
import { formatInterval, formatLonLat, formatNumber } from '../../../foundation/shell/locale/format.ts';
import type { OverlayView } from '../../../foundation/shell/map/overlay.ts';
import { useSession } from '../../../foundation/shell/session.tsx';
import { useCellIncidents } from './queries.ts';
import { filterQuery, type PictureState } from './state.ts';

export interface CellPanelProps {
  readonly cell: string | undefined;
  /** one incident that was chosen instead of a hexagon */
  readonly record: string | undefined;
  readonly state: PictureState;
  readonly terms: readonly Term[];
  readonly overlay: OverlayView;
  readonly onClose: () => void;
}

/** What was chosen on the map: a hexagon's incidents, or one incident. */
export const CellPanel = (props: CellPanelProps) => {
  const { t } = useTranslation('picture');
  const { onClose } = props;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) onClose();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [onClose]);
  return (
    <section className="cell-panel">
      <button ref={close} type="button" className="cell-close" onClick={onClose}>
        {t('cellClose')}
      </button>
      {props.cell ? (
        <CellIncidents {...props} cell={props.cell} />
      ) : (
        props.record && <OneIncident {...props} id={props.record} />
      )}
    </section>
  );
};

const CellIncidents = ({ cell, state, terms, overlay }: CellPanelProps & { cell: string }) => {
  const { t } = useTranslation('picture');
  const query = { ...filterQuery(state), text: state.text, cell };
  const found = useCellIncidents(query);
  const records = found.data?.pages.flatMap((page) => page.records) ?? [];
  const count = found.data?.pages[0]?.count;
  useShownMarkings(records.map((record) => record.marking));
  const { lon, lat } = cellCentre(cell);
  return (
    <>
      <h2>{count === undefined ? '…' : t('cellIncidents', { count })}</h2>
      <p className="soft small">
        {t('cellAt', { place: formatLonLat(lon, lat), area: formatNumber(Math.round(cellAreaKm2(cell))) })}
        <br />
        <code>{cell}</code>
      </p>
      {overlay.cell(cell)}
      {found.error && <ProblemView error={found.error} onRetry={() => void found.refetch()} />}
      {count === 0 && <p>{t('cellNone')}</p>}
      <IncidentList records={records} terms={terms} />
      <p className="panel-actions">
        {found.hasNextPage && (
          <button
            type="button"
            disabled={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {t('cellMore')}
          </button>
        )}
        <RoomLink
          to="/records/$kind"
          params={{ kind: 'incident' }}
          search={{
            cell,
            from: state.from,
            to: state.to,
            category: state.categories.join(','),
            least: state.least?.toString(),
          }}
          className="button"
        >
          {t('cellList')}
        </RoomLink>
      </p>
    </>
  );
};

const OneIncident = ({ id, terms }: CellPanelProps & { id: string }) => {
  const { client } = useSession();
  const found = useQuery({
    queryKey: ['cell', client.mission, 'record', id],
    queryFn: ({ signal }) => client.get<MissionRecord>(`/records/${id}`, {}, signal),
  });
  useShownMarkings(found.data ? [found.data.marking] : []);
  if (found.error) return <ProblemView error={found.error} />;
  return found.data ? <IncidentList records={[found.data]} terms={terms} /> : null;
};

const IncidentList = ({ records, terms }: { records: readonly MissionRecord[]; terms: readonly Term[] }) => {
  const { t } = useTranslation('picture');
  const titleOf = (name: unknown) => terms.find((term) => term.name === name)?.title ?? '';
  return (
    <ol className="incidents">
      {records.map((record) => {
        const best = (record.body.deaths as { best?: number } | undefined)?.best;
        return (
          <li key={record.id}>
            <RoomLink to="/record/$id" params={{ id: record.id }}>
              {record.title}
            </RoomLink>
            <span className="soft small">
              {record.when ? formatInterval(record.when.start, record.when.end) : ''} ·{' '}
              {titleOf(record.body.category)}
              {best === undefined ? '' : ` · ${t('deathsLabel', { count: best })}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
};
