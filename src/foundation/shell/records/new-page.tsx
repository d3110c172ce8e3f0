import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MissionRecord } from '../answers.ts';
import { writeEnvelope } from '../form/envelope.ts';
import { PageMessage } from '../frame/page-message.tsx';
import { ProblemView } from '../frame/problem-view.tsx';
import { useTitle } from '../frame/title.ts';
import { useKind, useSession } from '../session.tsx';
import type { UrlState } from '../url-state.ts';
import { useChange } from './queries.ts';
import { RecordForm, type Written } from './record-form.tsx';
import './records.css';

/** Recording something new by hand. */
export const NewPage = () => {
  const { kind: name } = useParams({ strict: false }) as { kind: string };
  const { t } = useTranslation('shell');
  const { client } = useSession();
  const navigate = useNavigate();
  const kind = useKind(name);
  const title = t('recordsAdd', { kind: kind?.title.toLowerCase() ?? name });
  useTitle(title);
  const make = useChange(({ envelope, body }: Written) =>
    client.send<MissionRecord>('POST', '/records', {
      body: { kind: name, ...(kind ? writeEnvelope(kind, envelope) : {}), body },
    }),
  );
  if (!kind || kind.derived)
    return <PageMessage title={t('notFoundTitle')}>{t('notFoundWhy', { path: name })}</PageMessage>;
  return (
    <div className="page-read">
      <h1>{title}</h1>
      <p className="soft">{kind.description}</p>
      {make.error && <ProblemView error={make.error} />}
      <RecordForm
        kind={kind}
        busy={make.isPending}
        label={t('formCreate')}
        onWritten={(written) =>
          make.mutate(written, {
            onSuccess: ({ id }) =>
              void navigate({
                to: '/record/$id' as never,
                params: { id } as never,
                search: ((now: UrlState) => ({ mission: now.mission })) as never,
              }),
          })
        }
      />
    </div>
  );
};
