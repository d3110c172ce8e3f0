import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KindAnswer, MissionRecord } from '../answers.ts';
import { type FormField, formFields, sentence } from '../form/fields.ts';
import { valueAt } from '../form/schema.ts';
import { shownValue } from '../table/value.ts';
import { NestedValue } from './nested-value.tsx';

/** A body by its kind's form layout; what the layout leaves out comes after it. */
export const BodyView = ({ record, kind }: { record: MissionRecord; kind: KindAnswer | undefined }) => {
  const { t } = useTranslation('shell');
  const fields = useMemo(() => (kind ? formFields(kind) : []), [kind]);
  const laidOut = new Set(fields.map((field) => field.path.split('.')[0]));
  const said = fields.filter((field) => isSaid(valueAt(record.body, field.path)));
  const rest = Object.entries(record.body).filter(([name, value]) => !laidOut.has(name) && isSaid(value));
  if (said.length + rest.length === 0) return <p className="soft">{t('recordNothingSaid')}</p>;
  return (
    <dl className="record-body">
      {said.map((field) => {
        const value = valueAt(record.body, field.path);
        return (
          <div key={field.path} className={isWide(field, value) ? 'wide' : undefined}>
            <dt>{field.title}</dt>
            <dd>
              {field.control.type === 'rows' && Array.isArray(value) ? (
                <Rows fields={field.control.fields} rows={value} />
              ) : (
                shownField(kind, field, value)
              )}
            </dd>
          </div>
        );
      })}
      {rest.map(([name, value]) => (
        <div key={name} className={typeof value === 'object' ? 'wide' : undefined}>
          <dt>{sentence(name)}</dt>
          <dd>
            <NestedValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

const isWide = (field: FormField, value: unknown): boolean =>
  field.control.type === 'rows' ||
  field.control.type === 'long-text' ||
  (typeof value === 'string' && value.length > 60);

const shownField = (kind: KindAnswer | undefined, field: FormField, value: unknown): string => {
  if (field.control.type === 'choice')
    return field.control.options.find((option) => option.value === String(value))?.title ?? String(value);
  return shownValue(kind ?? { states: [] }, field.control.type === 'number' ? 'number' : undefined, value);
};

const Rows = ({ fields, rows }: { fields: readonly FormField[]; rows: readonly unknown[] }) => {
  const used = fields.filter((field) => rows.some((row) => isSaid(valueAt(row, field.path))));
  return (
    <table>
      <thead>
        <tr>
          {used.map((field) => (
            <th key={field.path} scope="col">
              {field.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={JSON.stringify(row)}>
            {used.map((field) => (
              <td key={field.path}>{shownField(undefined, field, valueAt(row, field.path) ?? '')}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
