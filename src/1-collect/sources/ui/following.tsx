import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MissionRecord } from '../../../foundation/shell/answers.ts';
import { createClient, ServerProblem } from '../../../foundation/shell/client.ts';
import { ProblemView } from '../../../foundation/shell/frame/problem-view.tsx';
import { RoomLink } from '../../../foundation/shell/frame/room-link.tsx';
import { formatNumber } from '../../../foundation/shell/locale/format.ts';
import { cameraForBox } from '../../../foundation/shell/map/resolution.ts';
import { extentBox, type ImportFigures } from './inspection.ts';
import { Progress } from './progress.tsx';

export interface FollowingProps {
  readonly id: string;
  readonly mission: string;
  readonly file: string;
  readonly onAnother: () => void;
}

/** An import that goes on, and then what became of it. */
export const Following = ({ id, mission, file, onAnother }: FollowingProps) => {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  // the mission may have been made just now: it need not be the one that the page is in
  const client = useMemo(() => createClient(mission), [mission]);
  const found = useQuery({
    queryKey: ['import', mission, id],
    queryFn: ({ signal }) => client.get<MissionRecord>(`/imports/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : 400),
    staleTime: 0,
  });
  const state = found.data?.state ?? 'running';
  useEffect(() => {
    if (state === 'running') return;
    for (const name of ['session', 'records', 'picture', 'points', 'cell', 'hotspots'])
      void queries.invalidateQueries({ queryKey: [name] });
  }, [state, queries]);
  if (found.error) return <ProblemView error={found.error} onRetry={() => void found.refetch()} />;
  const figures = found.data?.body as ImportFigures | undefined;
  return (
    <section className="card" aria-live="polite">
      {state === 'running' && (
        <>
          <h2>{t('importing', { file, mission })}</h2>
          <Progress
            done={figures?.bytesRead ?? 0}
            all={figures?.bytes}
            text={t('reading', { rows: formatNumber(figures?.read ?? 0) })}
          />
        </>
      )}
      {state === 'interrupted' && <p>{t('interrupted', { file })}</p>}
      {state === 'failed' && (
        <>
          <h2>{t('failed', { file })}</h2>
          {figures?.problem && <ProblemView error={new ServerProblem(figures.problem)} />}
        </>
      )}
      {state === 'done' && figures && (
        <Summary file={file} figures={figures} refusedUrl={client.url(`/imports/${id}/refused.csv`)} />
      )}
      {state !== 'running' && (
        <p className="import-actions">
          {state === 'done' && figures && <ShowLink mission={mission} figures={figures} />}
          <button type="button" onClick={onAnother}>
            {t('again')}
          </button>
        </p>
      )}
    </section>
  );
};

interface SummaryProps {
  readonly file: string;
  readonly figures: ImportFigures;
  readonly refusedUrl: string;
}

const Summary = ({ file, figures, refusedUrl }: SummaryProps) => {
  const { t } = useTranslation('sources');
  return (
    <>
      <h2>{t('done', { file })}</h2>
      <dl className="figures">
        {(['read', 'created', 'updated', 'unchanged', 'refused'] as const).map((name) => (
          <div key={name} data-name={name} data-some={figures[name] > 0}>
            <dt>{t(name)}</dt>
            <dd>{formatNumber(figures[name])}</dd>
          </div>
        ))}
      </dl>
      {figures.refused > 0 ? (
        <p>
          <a href={refusedUrl} download>
            {t('refusedGet', { count: figures.refused })}
          </a>
        </p>
      ) : (
        <p className="soft">{t('refusedNone')}</p>
      )}
    </>
  );
};

const ShowLink = ({ mission, figures }: { mission: string; figures: ImportFigures }) => {
  const { t } = useTranslation('sources');
  const camera = figures.extent && cameraForBox(extentBox(figures.extent));
  return (
    <RoomLink
      to="/picture"
      className="button primary"
      search={{
        mission,
        ...(camera
          ? { lon: camera.lon.toFixed(4), lat: camera.lat.toFixed(4), zoom: camera.zoom.toFixed(2) }
          : {}),
      }}
    >
      {t('show')}
    </RoomLink>
  );
};
