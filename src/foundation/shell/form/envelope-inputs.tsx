import { datePrecisionNames, placePrecisionNames } from '@bluehelm/kernel';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { KindAnswer, MissionRecord } from '../answers.ts';
import { useSession } from '../session.tsx';
import { type EnvelopeFault, type EnvelopeValues, openLevels } from './envelope.ts';

export interface EnvelopeInputsProps {
  readonly kind: KindAnswer;
  readonly values: EnvelopeValues;
  readonly faults: readonly EnvelopeFault[];
  readonly before?: MissionRecord;
  readonly onChange: (values: EnvelopeValues) => void;
}

/** When, where, and under what marking. */
export const EnvelopeInputs = ({ kind, values, faults, before, onChange }: EnvelopeInputsProps) => {
  const { t } = useTranslation('shell');
  const { session } = useSession();
  const set = (name: keyof EnvelopeValues) => (text: string) => onChange({ ...values, [name]: text });
  const exact = values.start.length > 10;
  const fault = (name: keyof EnvelopeValues) => faults.find((one) => one.path === name);
  return (
    <>
      {kind.time !== 'none' && (
        <fieldset className="form-grid">
          <legend className="visually-hidden">{t('recordWhen')}</legend>
          <Cell title={t('formWhenStart')} fault={fault('start')}>
            {(id) => (
              <input
                id={id}
                type={exact ? 'text' : 'date'}
                value={values.start}
                onChange={(event) => set('start')(event.target.value)}
              />
            )}
          </Cell>
          <Cell title={t('formWhenEnd')} fault={fault('end')}>
            {(id) => (
              <input
                id={id}
                type={exact ? 'text' : 'date'}
                value={values.end}
                onChange={(event) => set('end')(event.target.value)}
              />
            )}
          </Cell>
          <Cell title={t('formWhenPrecision')}>
            {(id) => (
              <select
                id={id}
                value={values.datePrecision}
                onChange={(event) => set('datePrecision')(event.target.value)}
              >
                {datePrecisionNames.map((name, i) => (
                  <option key={name} value={i}>
                    {t(`precision_${name}`)}
                  </option>
                ))}
              </select>
            )}
          </Cell>
        </fieldset>
      )}
      {kind.place !== 'none' && !before?.where?.geometry && (
        <fieldset className="form-grid">
          <legend className="visually-hidden">{t('recordWhere')}</legend>
          {(['lat', 'lon'] as const).map((name) => (
            <Cell key={name} title={t(name === 'lat' ? 'formLat' : 'formLon')} fault={fault(name)}>
              {(id) => (
                <input
                  id={id}
                  type="text"
                  inputMode="decimal"
                  aria-invalid={fault(name) !== undefined}
                  value={values[name]}
                  onChange={(event) => set(name)(event.target.value)}
                />
              )}
            </Cell>
          ))}
          <Cell title={t('formPlacePrecision')}>
            {(id) => (
              <select
                id={id}
                value={values.placePrecision}
                onChange={(event) => set('placePrecision')(event.target.value)}
              >
                {placePrecisionNames.slice(1).map((name, i) => (
                  <option key={name} value={i + 1}>
                    {t(`place_${name}` as 'place_exact')}
                  </option>
                ))}
              </select>
            )}
          </Cell>
        </fieldset>
      )}
      <fieldset className="form-grid">
        <legend className="visually-hidden">{t('formMarking')}</legend>
        <Cell title={t('formLevel')}>
          {(id) => (
            <select id={id} value={values.level} onChange={(event) => set('level')(event.target.value)}>
              {openLevels(session.clearance).map((level) => (
                <option key={level} value={level}>
                  {t(`level_${level}`)}
                </option>
              ))}
            </select>
          )}
        </Cell>
        <Cell title={t('formAudience')}>
          {(id) => (
            <select id={id} value={values.audience} onChange={(event) => set('audience')(event.target.value)}>
              <option value="*">{t('formAudienceAll')}</option>
              <option value="">{t('formAudienceOwn')}</option>
              {before && values.audience === 'kept' && (
                <option value="kept">
                  {t('formAudienceKept', { audience: before.marking.audience.join(', ') })}
                </option>
              )}
            </select>
          )}
        </Cell>
      </fieldset>
    </>
  );
};

interface CellProps {
  readonly title: string;
  readonly fault?: EnvelopeFault | undefined;
  readonly children: (id: string) => ReactNode;
}

const Cell = ({ title, fault, children }: CellProps) => {
  const { t } = useTranslation('shell');
  const id = useId();
  return (
    <div className="form-field third">
      <label htmlFor={id}>
        <span>{title}</span>
      </label>
      {children(id)}
      {fault && (
        <span className="form-fault small">
          {t(fault.fault, { least: fault.least ?? 0, most: fault.most ?? 0 })}
        </span>
      )}
    </div>
  );
};
