import { useTranslation } from 'react-i18next';
import type { Inspection } from './inspection.ts';

/** How each column of the file will be used, the used ones first. */
export const MappingTable = ({ mapping }: { mapping: Inspection['mapping'] }) => {
  const { t } = useTranslation('sources');
  const used = mapping.filter(({ field }) => field);
  const unused = mapping.filter(({ field }) => !field);
  return (
    <details open={mapping.length <= 60}>
      <summary>
        {t('mapping')}: {t('mappingUsed', { count: used.length })},{' '}
        {t('mappingUnused', { count: unused.length })}
      </summary>
      <div className="table-holder mapping">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('column')}</th>
              <th scope="col">{t('field')}</th>
              <th scope="col">{t('note')}</th>
            </tr>
          </thead>
          <tbody>
            {[...used, ...unused].map(({ column, field, note }) => (
              <tr key={column}>
                <td>
                  <code>{column}</code>
                </td>
                <td>{field ? <code>{field}</code> : <span className="soft">{t('notUsed')}</span>}</td>
                <td className="soft">{note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
};
