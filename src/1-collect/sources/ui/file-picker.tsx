import { type DragEvent, useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

/** A place to drop a file on, and a button for those who do not drag. */
export const FilePicker = ({ onFile }: { onFile: (file: File) => void }) => {
  const { t } = useTranslation('sources');
  const [over, setOver] = useState(false);
  const hold = (event: DragEvent) => {
    // without this the browser would open the file instead
    event.preventDefault();
    setOver(true);
  };
  return (
    <section
      className="drop"
      aria-label={t('drop')}
      data-drop-target={over || undefined}
      onDragEnter={hold}
      onDragOver={hold}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      <span className="drop-title">{t('drop')}</span>
      <span className="soft">{t('or')}</span>
      <FileTrigger
        onSelect={(files) => {
          const [file] = files ?? [];
          if (file) onFile(file);
        }}
      >
        <Button className="button primary">{t('choose')}</Button>
      </FileTrigger>
      <span className="soft small">{t('kinds')}</span>
    </section>
  );
};
