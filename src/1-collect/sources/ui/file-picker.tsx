import { Button, DropZone, FileTrigger, isFileDropItem, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

/** A place to drop a file on, and a button for those who do not drag. */
export const FilePicker = ({ onFile }: { onFile: (file: File) => void }) => {
  const { t } = useTranslation('sources');
  return (
    <DropZone
      className="drop"
      getDropOperation={() => 'copy'}
      onDrop={(event) => {
        const item = event.items.find(isFileDropItem);
        if (item) void item.getFile().then(onFile);
      }}
    >
      <Text slot="label" className="drop-title">
        {t('drop')}
      </Text>
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
    </DropZone>
  );
};
