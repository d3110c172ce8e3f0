import { useTranslation } from 'react-i18next';
import { sentence } from '../form/fields.ts';
import { formatNumber } from '../locale/format.ts';

const mostRows = 100;
const mostPlain = 24;

/** Anything a body may hold that its form does not lay out: lists as tables, objects as names and values. */
export const NestedValue = ({ value }: { value: unknown }) => {
  const { t } = useTranslation('shell');
  if (Array.isArray(value)) {
    if (!value.every(isObject))
      return value.length <= mostPlain
        ? value.map(shownScalar).join(', ')
        : t('nestedFirst', {
            first: value.slice(0, mostPlain).map(shownScalar).join(', '),
            all: value.length,
          });
    const rows = value.slice(0, mostRows);
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return (
      <>
        <div className="nested-rows">
          <table>
            <thead>
              <tr>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {sentence(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a stored list's rows never move
                <tr key={i}>
                  {names.map((name) => (
                    <td key={name} className={typeof row[name] === 'number' ? 'number' : undefined}>
                      {shownScalar(row[name])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {value.length > mostRows && (
          <p className="soft small">{t('nestedMore', { shown: mostRows, all: value.length })}</p>
        )}
      </>
    );
  }
  if (!isObject(value)) return shownScalar(value);
  return (
    <dl className="record-body nested">
      {Object.entries(value)
        .filter(([, inner]) => !(Array.isArray(inner) && inner.length === 0))
        .map(([name, inner]) => (
          <div key={name} className={isLong(inner) ? 'wide' : undefined}>
            <dt>{sentence(name)}</dt>
            <dd>
              <NestedValue value={inner} />
            </dd>
          </div>
        ))}
    </dl>
  );
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const isLong = (value: unknown): boolean =>
  isObject(value) || (Array.isArray(value) && value.some(isObject)) || String(value).length > 60;

const shownScalar = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number')
    return Number.isInteger(value) ? formatNumber(value) : String(Number(value.toPrecision(4)));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
