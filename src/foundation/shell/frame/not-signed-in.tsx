import { useTranslation } from 'react-i18next';
import type { ServerProblem } from '../client.ts';
import { PageMessage } from './page-message.tsx';

/** What somebody sees who opens the app without a session. */
export const NotSignedIn = ({ problem }: { problem: ServerProblem }) => {
  const { t } = useTranslation('shell');
  return (
    <main>
      <PageMessage title={t('notSignedInTitle')}>
        <p>{t('notSignedInWhy')}</p>
        <p>{t('notSignedInHow')}</p>
        <pre>npx bluehelm token sign-in</pre>
        <p>{t('notSignedInOnce')}</p>
        <p>{t('notSignedInRemote')}</p>
        <p className="soft small">
          {problem.document.detail} {t('problemCode', { code: problem.code })}
        </p>
      </PageMessage>
    </main>
  );
};
