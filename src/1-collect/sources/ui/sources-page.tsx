import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../../foundation/shell/frame/title.ts';
import { useMay } from '../../../foundation/shell/session.tsx';
import { ChosenFile } from './chosen-file.tsx';
import { FilePicker } from './file-picker.tsx';
import { PastImports } from './past-imports.tsx';
import './sources.css';

/** Taking in files: choose, look, import, see what became of it. */
export const SourcesPage = () => {
  const { t } = useTranslation('sources');
  const mayImport = useMay('import');
  const [file, setFile] = useState<File>();
  useTitle(t('title'));
  return (
    <div className="page-read">
      <h1>{t('title')}</h1>
      {!mayImport ? (
        <p>{t('noRight')}</p>
      ) : file ? (
        <ChosenFile
          key={`${file.name} ${file.size} ${file.lastModified}`}
          file={file}
          onAnother={() => setFile(undefined)}
        />
      ) : (
        <>
          <p className="read">{t('why')}</p>
          <FilePicker onFile={setFile} />
        </>
      )}
      <PastImports />
    </div>
  );
};
