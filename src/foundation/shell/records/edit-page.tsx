import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KindAnswer, MissionRecord } from '../answers.ts';
import { ServerProblem } from '../client.ts';
import { envelopeOf, writeEnvelope } from '../form/envelope.ts';
import { mergePatch } from '../form/schema.ts';
import { useShownMarkings } from '../frame/marking.tsx';
import { ProblemView } from '../frame/problem-view.tsx';
import { useTitle } from '../frame/title.ts';
import { useKind, useSession } from '../session.tsx';
import type { UrlState } from '../url-state.ts';
import { useChange, useHistory, useRecord } from './queries.ts';
import { RecordForm, type Written } from './record-form.tsx';
import { StaleNotice } from './stale-notice.tsx';
import './records.css';

/** Changing a record. Made on the version that was opened: somebody else's change meanwhile is shown, never overwritten. */
export const EditPage = () => {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useTranslation('shell');
  // what one is editing does not change under one's hands
  const found = useRecord(id, { live: false });
  const [begun, setBegun] = useState<MissionRecord>();
  useEffect(() => setBegun((before) => before ?? found.data), [found.data]);
  const kind = useKind(begun?.kind ?? '');
  if (found.error) return <ProblemView error={found.error} page />;
  if (!begun || !kind) return <p className="page-read soft">{t('loading')}</p>;
  return <Editing key={begun.version} begun={begun} kind={kind} onReload={setBegun} />;
};

interface EditingProps {
  readonly begun: MissionRecord;
  readonly kind: KindAnswer;
  readonly onReload: (record: MissionRecord) => void;
}

const Editing = ({ begun, kind, onReload }: EditingProps) => {
  const { t } = useTranslation('shell');
  const { client } = useSession();
  const navigate = useNavigate();
  const [theirs, setTheirs] = useState<MissionRecord>();
  const history = useHistory(begun.id);
  useTitle(`${t('recordEdit')}: ${begun.title}`);
  useShownMarkings([begun.marking]);
  const before = { ...writeEnvelope(kind, envelopeOf(begun), begun), body: begun.body };
  const change = useChange(({ envelope, body }: Written) => {
    const patch = mergePatch(before, { ...writeEnvelope(kind, envelope, begun), body });
    // an envelope's part is replaced whole, only the body is merged
    const whole = Object.fromEntries(
      ['when', 'where', 'marking']
        .filter((name) => name in patch)
        .map((name) => [name, writeEnvelope(kind, envelope, begun)[name]]),
    );
    return client.send<MissionRecord>('PATCH', `/records/${begun.id}`, {
      body: { ...whole, ...(patch.body ? { body: patch.body } : {}) },
      version: (theirs ?? begun).version,
    });
  });
  const save = (written: Written) =>
    change.mutate(written, {
      onSuccess: () =>
        void navigate({
          to: '/record/$id' as never,
          params: { id: begun.id } as never,
          search: ((now: UrlState) => ({ mission: now.mission })) as never,
        }),
      onError: (error) => {
        if (!(error instanceof ServerProblem) || error.status !== 412) return;
        void client.get<MissionRecord>(`/records/${begun.id}`).then(setTheirs);
        void history.refetch();
      },
    });
  const stale = change.error instanceof ServerProblem && change.error.status === 412;
  return (
    <div className="page-read">
      <h1>{begun.title}</h1>
      {stale && theirs && (
        <StaleNotice
          mine={begun.version}
          theirs={theirs}
          kind={kind}
          versions={history.data?.versions ?? []}
          onKeep={() => change.variables && save(change.variables)}
          onReload={() => onReload(theirs)}
        />
      )}
      {change.error && !stale && <ProblemView error={change.error} />}
      <RecordForm kind={kind} before={begun} busy={change.isPending} label={t('formSave')} onWritten={save} />
    </div>
  );
};
