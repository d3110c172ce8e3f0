import type { Marking } from '@bluehelm/kernel';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KindAnswer, MissionRecord } from '../answers.ts';
import {
  type EnvelopeFault,
  type EnvelopeValues,
  envelopeFaults,
  envelopeOf,
  newEnvelope,
} from '../form/envelope.ts';
import { EnvelopeInputs } from '../form/envelope-inputs.tsx';
import { FieldInput } from '../form/field-input.tsx';
import { formFields } from '../form/fields.ts';
import { type FieldFault, type FormValues, formValues, readForm } from '../form/values.ts';
import { useShownMarkings } from '../frame/marking.tsx';
import { useSession } from '../session.tsx';

export interface Written {
  readonly envelope: EnvelopeValues;
  readonly body: Record<string, unknown>;
}

export interface RecordFormProps {
  readonly kind: KindAnswer;
  readonly before?: MissionRecord;
  readonly busy: boolean;
  readonly label: string;
  readonly onWritten: (written: Written) => void;
}

/** A form for any kind, from its schema and layout. It hands on only what the schema allows. */
export const RecordForm = ({ kind, before, busy, label, onWritten }: RecordFormProps) => {
  const { t } = useTranslation('shell');
  const fields = useMemo(() => formFields(kind), [kind]);
  const [values, setValues] = useState<FormValues>(() => formValues(fields, before?.body ?? {}));
  const [envelope, setEnvelope] = useState<EnvelopeValues>(() =>
    before ? envelopeOf(before) : newEnvelope(new Date().toISOString().slice(0, 10)),
  );
  const { clearance } = useSession().session;
  // what is being written is to be handled as its writer marks it
  useShownMarkings([
    {
      compartments: [],
      originator: clearance.organisation,
      ...before?.marking,
      level: envelope.level as Marking['level'],
      audience: envelope.audience === '*' ? ['*'] : (before?.marking.audience ?? []),
    },
  ]);
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [outer, setOuter] = useState<readonly EnvelopeFault[]>([]);
  const submit = () => {
    const read = readForm(fields, values, before?.body ?? {});
    const around = envelopeFaults(kind, envelope);
    setFaults(read.faults);
    setOuter(around);
    if (read.faults.length + around.length === 0) onWritten({ envelope, body: read.body });
  };
  const wrong = faults.length + outer.length;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <EnvelopeInputs
        kind={kind}
        values={envelope}
        faults={outer}
        onChange={setEnvelope}
        {...(before ? { before } : {})}
      />
      <div className="form-grid">
        {fields.map((field) => (
          <FieldInput
            key={field.path}
            field={field}
            value={values[field.path] ?? ''}
            faults={faults}
            onChange={(value) => setValues((now) => ({ ...now, [field.path]: value }))}
          />
        ))}
      </div>
      <div className="form-foot">
        <button type="submit" className="primary" disabled={busy}>
          {busy ? t('formSaving') : label}
        </button>
        <button type="button" onClick={() => history.back()}>
          {t('cancel')}
        </button>
        {wrong > 0 && (
          <span className="form-fault" role="alert">
            {t('formFaults', { count: wrong })}
          </span>
        )}
      </div>
    </form>
  );
};
