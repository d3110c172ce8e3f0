import { useTranslation } from 'react-i18next';
import type { Column, KindAnswer, MissionRecord } from '../answers.ts';
import { RoomLink } from '../frame/room-link.tsx';
import { shownCell } from './value.ts';
import './record-table.css';

export interface RecordTableProps {
  readonly kind: KindAnswer;
  readonly records: readonly MissionRecord[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

// what the server can put in order
const sortOf = ({ path }: Column): 'when' | 'changed' | undefined =>
  path === 'when.start' ? 'when' : path === 'changedAt' ? 'changed' : undefined;

/** A kind's records in the columns it declares. The first text column leads to the record. */
export const RecordTable = ({ kind, records, sort, onSort }: RecordTableProps) => {
  const { t } = useTranslation('shell');
  const lead = kind.columns.find(({ path }) => path === 'title') ?? kind.columns[0];
  return (
    <div className="table-holder">
      <table className="records">
        <thead>
          <tr>
            {kind.columns.map((column) => {
              const key = sortOf(column);
              const active = key !== undefined && sort.endsWith(key);
              const down = sort.startsWith('-');
              return (
                <th
                  key={column.name}
                  scope="col"
                  className={column.format === 'number' ? 'number' : undefined}
                  aria-sort={active ? (down ? 'descending' : 'ascending') : undefined}
                >
                  {key ? (
                    <button
                      type="button"
                      className="sort"
                      title={t('sortBy', { column: column.title })}
                      onClick={() => onSort(active && down ? key : `-${key}`)}
                    >
                      {column.title} <span aria-hidden="true">{active ? (down ? '▾' : '▴') : '↕'}</span>
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.id}>
              {kind.columns.map((column) => {
                const text = shownCell(kind, column, record);
                return (
                  <td key={column.name} className={column.format === 'number' ? 'number' : column.format}>
                    {column === lead ? (
                      <RoomLink to="/record/$id" params={{ id: record.id }}>
                        {text || record.title}
                      </RoomLink>
                    ) : (
                      text
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
