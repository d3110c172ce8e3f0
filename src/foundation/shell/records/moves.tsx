import { useTranslation } from 'react-i18next';
import type { KindAnswer, MissionRecord } from '../answers.ts';
import { ProblemView } from '../frame/problem-view.tsx';
import { useSession } from '../session.tsx';
import { useChange } from './queries.ts';

/** The moves of the life cycle that are open from here to whoever is signed in. */
export const Moves = ({ record, kind }: { record: MissionRecord; kind: KindAnswer }) => {
  const { t } = useTranslation('shell');
  const { client, session } = useSession();
  const move = useChange((to: string) =>
    client.send<MissionRecord>('POST', `/records/${record.id}/state`, {
      body: { to },
      version: record.version,
    }),
  );
  const open = kind.moves.filter(
    ({ from, right }) => from === record.state && session.rights.includes(right),
  );
  if (open.length === 0) return null;
  return (
    <div className="moves">
      {open.map(({ to }) => (
        <button key={to} type="button" disabled={move.isPending} onClick={() => move.mutate(to)}>
          {t('recordMove', { state: kind.states.find((state) => state.name === to)?.title ?? to })}
        </button>
      ))}
      {move.error && <ProblemView error={move.error} />}
    </div>
  );
};
