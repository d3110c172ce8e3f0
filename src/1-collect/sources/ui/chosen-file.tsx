import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MissionRecord } from '../../../foundation/shell/answers.ts';
import { ProblemView } from '../../../foundation/shell/frame/problem-view.tsx';
import { formatBytes } from '../../../foundation/shell/locale/format.ts';
import { useSession } from '../../../foundation/shell/session.tsx';
import { Following } from './following.tsx';
import { headBytes, type Inspection, missionNameFor } from './inspection.ts';
import { MappingTable } from './mapping-table.tsx';
import { MissionChoice } from './mission-choice.tsx';
import { Progress } from './progress.tsx';
import { inspect, upload } from './upload.ts';

type Step =
  | { readonly at: 'looking' }
  | { readonly at: 'sending'; readonly sent: number }
  | { readonly at: 'following'; readonly record: MissionRecord; readonly mission: string };

/** One file's way: looked at, confirmed, sent, followed to its end. */
export const ChosenFile = ({ file, onAnother }: { file: File; onAnother: () => void }) => {
  const { t } = useTranslation('sources');
  const { client, session } = useSession();
  const [step, setStep] = useState<Step>({ at: 'looking' });
  const [failed, setFailed] = useState<Error>();
  const [mission, setMission] = useState(
    session.mission.simulated ? missionNameFor(file.name) : session.mission.name,
  );
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  const look = useQuery({
    queryKey: ['inspect', file.name, file.size, file.lastModified],
    queryFn: () =>
      inspect<Inspection>(client.url('/imports/inspect', { name: file.name }), file.slice(0, headBytes)),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const send = async () => {
    setFailed(undefined);
    setStep({ at: 'sending', sent: 0 });
    leaving.current = new AbortController();
    try {
      const url = client.url('/imports', { name: file.name, source: 'auto', mission });
      const record = await upload(
        url,
        file,
        (sent) => setStep({ at: 'sending', sent }),
        leaving.current.signal,
      );
      setStep({ at: 'following', record, mission });
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)));
      setStep({ at: 'looking' });
    }
  };
  if (step.at === 'following')
    return <Following id={step.record.id} mission={step.mission} file={file.name} onAnother={onAnother} />;
  return (
    <section className="card" aria-live="polite">
      {look.isPending && <p>{t('looking', { file: file.name })}</p>}
      {look.error && <ProblemView error={look.error} />}
      {look.data && (
        <>
          <div>
            <h2>{t('found', { title: look.data.title })}</h2>
            <p className="soft">
              {file.name} · {t('foundMore', { layout: look.data.layout, size: formatBytes(file.size) })} ·{' '}
              {t('sure', { percent: Math.round(look.data.confidence * 100) })}
            </p>
          </div>
          {look.data.faults.length > 0 ? (
            <div className="problem" role="alert">
              <h3>{t('faults')}</h3>
              <ul>
                {look.data.faults.map((fault) => (
                  <li key={`${fault.column} ${fault.reason}`}>
                    {t('fault', { column: fault.column, reason: fault.reason })}
                    {fault.given && ` (${t('faultGiven', { given: fault.given })})`}
                  </li>
                ))}
              </ul>
            </div>
          ) : (
            <form
              className="import-form"
              onSubmit={(event) => {
                event.preventDefault();
                void send();
              }}
            >
              <MissionChoice name={mission} onChange={setMission} />
              {step.at === 'sending' ? (
                <Progress
                  done={step.sent}
                  all={file.size}
                  text={t('sending', { done: formatBytes(step.sent), all: formatBytes(file.size) })}
                />
              ) : (
                <button type="submit" className="primary">
                  {t('startInto', { name: mission })}
                </button>
              )}
            </form>
          )}
          {failed && <ProblemView error={failed} onRetry={() => void send()} />}
          <MappingTable mapping={look.data.mapping} />
        </>
      )}
      <p>
        <button type="button" onClick={onAnother}>
          {t('other')}
        </button>
      </p>
    </section>
  );
};
