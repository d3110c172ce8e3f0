import { useTranslation } from 'react-i18next';

/** A bar and its words. Without an `all` it only says that something goes on. */
export const Progress = ({ done, all, text }: { done: number; all: number | undefined; text: string }) => {
  const { t } = useTranslation('sources');
  return (
    <div className="progress">
      <progress aria-label={t('progress')} {...(all ? { value: Math.min(done, all), max: all } : {})} />
      <span role="status">{text}</span>
    </div>
  );
};
