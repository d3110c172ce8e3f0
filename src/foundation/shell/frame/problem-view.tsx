import { useTranslation } from 'react-i18next';
import { ServerProblem } from '../client.ts';
import './problem-view.css';

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

export interface ProblemViewProps {
  readonly error: Error;
  readonly onRetry?: () => void;
  /** stands alone in the page's middle */
  readonly page?: boolean;
}

/** A problem in full: what happened, each fault with what was given and expected, and how to mend it. */
export const ProblemView = ({ error, onRetry, page }: ProblemViewProps) => {
  const { t } = useTranslation('shell');
  const document = error instanceof ServerProblem ? error.document : undefined;
  return (
    <div className={page ? 'problem problem-page' : 'problem'} role="alert">
      <h2>{document?.title ?? t('brokenTitle')}</h2>
      <p>{document?.detail ?? error.message}</p>
      {document?.faults && document.faults.length > 0 && (
        <ul className="problem-faults">
          {document.faults.map((fault) => (
            <li key={`${fault.where} ${fault.expected}`}>
              <code>{fault.where}</code>{' '}
              {fault.given === undefined ? null : (
                <span>{t('problemGiven', { given: text(fault.given) })}; </span>
              )}
              <span>{t('problemExpected', { expected: fault.expected })}</span>
            </li>
          ))}
        </ul>
      )}
      {document?.mend && (
        <p>
          <strong>{t('problemMend')}:</strong> {document.mend}
        </p>
      )}
      <p className="problem-foot">
        {onRetry && (
          <button type="button" onClick={onRetry}>
            {t('retry')}
          </button>
        )}
        {document && <span className="soft small">{t('problemCode', { code: document.code })}</span>}
      </p>
    </div>
  );
};
