import { useTranslation } from 'react-i18next';
import type { MissionRecord } from '../answers.ts';
import { RoomLink } from '../frame/room-link.tsx';
import { NestedValue } from './nested-value.tsx';
import { useRecord } from './queries.ts';
import { rawCells } from './raw-row.ts';

/** Where a record comes from: source, import, line and row, or method, parameters and inputs. */
export const ProvenanceView = ({ record }: { record: MissionRecord }) => {
  const { t } = useTranslation('shell');
  const { provenance, source } = record;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('recordSource'), source?.name],
    [t('recordSourceId'), source?.id],
    [t('recordMethod'), provenance.method],
    [t('recordCode'), provenance.code],
    [t('recordKept'), provenance.kept?.join(', ')],
  ];
  return (
    <section className="card">
      <h2>{t('recordProvenance')}</h2>
      <dl className="record-body">
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
        {provenance.import && <ImportLink id={provenance.import} line={provenance.line} />}
        {(['parameters', 'inputs'] as const).map(
          (part) =>
            provenance[part] && (
              <div key={part} className="wide">
                <dt>{t(part === 'parameters' ? 'recordParameters' : 'recordInputs')}</dt>
                <dd>
                  <NestedValue value={provenance[part]} />
                </dd>
              </div>
            ),
        )}
      </dl>
      {provenance.raw && <RawRow raw={provenance.raw} from={provenance.import} />}
    </section>
  );
};

const ImportLink = ({ id, line }: { id: string; line: number | undefined }) => {
  const { t } = useTranslation('shell');
  const found = useRecord(id, { live: false });
  return (
    <div>
      <dt>{t('recordImport')}</dt>
      <dd>
        <RoomLink to="/record/$id" params={{ id }}>
          {found.data?.title ?? id}
        </RoomLink>
        {line === undefined ? '' : `, ${t('recordLine', { line })}`}
      </dd>
    </div>
  );
};

const RawRow = ({ raw, from }: { raw: string; from: string | undefined }) => {
  const { t } = useTranslation('shell');
  // the row's columns are named by the import it came with
  const found = useRecord(from ?? '', { live: false });
  const header = found.data?.body.header;
  const cells = rawCells(raw, Array.isArray(header) ? (header as string[]) : undefined);
  return (
    <details open={cells !== undefined}>
      <summary>{t('recordRaw')}</summary>
      <div className="raw">
        {cells ? (
          <table>
            <thead className="visually-hidden">
              <tr>
                <th scope="col">{t('recordRawColumn')}</th>
                <th scope="col">{t('recordRawValue')}</th>
              </tr>
            </thead>
            <tbody>
              {cells.map(([column, value], i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row's columns never move, and names may be doubled
                <tr key={i}>
                  <th scope="row">{column}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <pre>{raw}</pre>
        )}
      </div>
    </details>
  );
};
