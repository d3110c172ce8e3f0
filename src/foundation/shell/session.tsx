import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { KindAnswer, SessionAnswer } from './answers.ts';
import { type Client, createClient, ServerProblem } from './client.ts';
import { NotSignedIn } from './frame/not-signed-in.tsx';
import { ProblemView } from './frame/problem-view.tsx';
import { useUrlState } from './url-state.ts';

interface Signed {
  readonly client: Client;
  readonly session: SessionAnswer;
  readonly kinds: readonly KindAnswer[];
}

const Context = createContext<Signed | undefined>(undefined);

/** Who is signed in, in which mission, and what kinds of record there are. */
export const useSession = (): Signed => {
  const signed = useContext(Context);
  if (!signed) throw new Error('useSession is used outside of SessionGate');
  return signed;
};

export const useKind = (name: string): KindAnswer | undefined =>
  useSession().kinds.find((kind) => kind.name === name);

export const useMay = (right: string): boolean => useSession().session.rights.includes(right);

/** Shows its children once it is known who is signed in; else the page that says how to sign in. */
export const SessionGate = ({ children }: { children: ReactNode }) => {
  const [state] = useUrlState();
  const asked = useMemo(() => createClient(state.mission), [state.mission]);
  const session = useQuery({
    queryKey: ['session', state.mission ?? ''],
    queryFn: ({ signal }) => asked.get<SessionAnswer>('/session', {}, signal),
  });
  const kinds = useQuery({
    queryKey: ['kinds', state.mission ?? ''],
    queryFn: ({ signal }) => asked.get<{ kinds: KindAnswer[] }>('/kinds', {}, signal),
  });
  const mission = session.data?.mission.name;
  const client = useMemo(() => createClient(mission), [mission]);
  const failed = session.error ?? kinds.error;
  if (failed instanceof ServerProblem && failed.status === 401) return <NotSignedIn problem={failed} />;
  if (failed)
    return (
      <ProblemView
        error={failed}
        onRetry={() => void Promise.all([session.refetch(), kinds.refetch()])}
        page
      />
    );
  if (!session.data || !kinds.data) return <div className="loading-page" aria-busy="true" />;
  return (
    <Context.Provider value={{ client, session: session.data, kinds: kinds.data.kinds }}>
      {children}
    </Context.Provider>
  );
};
