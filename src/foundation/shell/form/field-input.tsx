import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormField, Option } from './fields.ts';
import type { FieldFault, FieldValue } from './values.ts';

export interface FieldInputProps {
  readonly field: FormField;
  readonly value: FieldValue;
  readonly faults: readonly FieldFault[];
  readonly onChange: (value: FieldValue) => void;
}

/** One field of a form: title, control, help, and what is wrong with it. */
export const FieldInput = ({ field, value, faults, onChange }: FieldInputProps) => {
  const id = useId();
  const { t } = useTranslation('shell');
  const { control } = field;
  const fault = faults.find((one) => one.path === field.path);
  const text = typeof value === 'string' ? value : '';
  const shared = {
    id,
    'aria-invalid': fault !== undefined,
    'aria-required': field.required,
    'aria-describedby': `${id}-help`,
  };
  const wide =
    control.type === 'long-text' ||
    control.type === 'rows' ||
    control.type === 'lines' ||
    control.type === 'json' ||
    // a long list of terms has a line of its own, so that figures stand together below it
    (control.type === 'choice' && control.options.length > 8);
  let input: ReactNode;
  if (control.type === 'choice')
    input = (
      <select {...shared} value={text} onChange={(event) => onChange(event.target.value)}>
        <option value="">{field.required ? t('formChoose') : '–'}</option>
        <Options options={control.options} />
      </select>
    );
  else if (control.type === 'rows' && typeof value !== 'string')
    input = <RowsInput id={id} field={field} rows={value} faults={faults} onChange={onChange} />;
  else if (control.type === 'long-text' || control.type === 'lines' || control.type === 'json')
    input = <textarea {...shared} value={text} onChange={(event) => onChange(event.target.value)} />;
  else
    input = (
      <input
        {...shared}
        type="text"
        inputMode={control.type === 'number' ? (control.whole ? 'numeric' : 'decimal') : undefined}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <div className={`form-field${wide ? ' wide' : control.type === 'number' ? ' third' : ''}`}>
      <label htmlFor={id}>
        <span>{field.title}</span>
        {field.required && <span className="soft small"> ({t('formRequired')})</span>}
      </label>
      {input}
      <span id={`${id}-help`} className="small">
        {fault && (
          <span className="form-fault">
            {t(fault.fault, { least: fault.least ?? 0, most: fault.most ?? 0 })}{' '}
          </span>
        )}
        <span className="soft">
          {field.help} {control.type === 'lines' && t('formListHelp')}
        </span>
      </span>
    </div>
  );
};

const Options = ({ options }: { options: readonly Option[] }) =>
  [...Map.groupBy(options, (option) => option.group ?? '')].map(([group, members]) => {
    const list = members.map(({ value, title }) => (
      <option key={value} value={value}>
        {title}
      </option>
    ));
    return group === '' ? (
      list
    ) : (
      <optgroup key={group} label={group}>
        {list}
      </optgroup>
    );
  });

interface RowsInputProps {
  readonly id: string;
  readonly field: FormField;
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly faults: readonly FieldFault[];
  readonly onChange: (rows: readonly Readonly<Record<string, string>>[]) => void;
}

// one empty row always stands at the end: writing into it makes another
const RowsInput = ({ id, field, rows, faults, onChange }: RowsInputProps) => {
  if (field.control.type !== 'rows') return null;
  const inner = field.control.fields;
  const shown = [...rows, {} as Readonly<Record<string, string>>];
  const set = (at: number, path: string, text: string) =>
    onChange(
      shown
        .map((row, i) => (i === at ? { ...row, [path]: text } : row))
        .filter((row) => Object.values(row).some((one) => one !== '')),
    );
  return (
    <table className="form-rows" id={id}>
      <thead>
        <tr>
          {inner.map((one) => (
            <th key={one.path} scope="col" title={one.help}>
              {one.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <tr key={i}>
            {inner.map((one) => (
              <td key={one.path}>
                <input
                  type="text"
                  aria-label={`${field.title}, ${i + 1}: ${one.title}`}
                  aria-invalid={faults.some((fault) => fault.path === `${field.path}.${i}.${one.path}`)}
                  value={row[one.path] ?? ''}
                  onChange={(event) => set(i, one.path, event.target.value)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
