/** A column of UCDP GED, by its name in the release layout. */
export interface GedColumn {
  readonly name: string;
  /** its name in the export of a country page, where it differs */
  readonly exportName?: string;
  readonly required: boolean;
  /** path in `GedEvent`, undefined where it is not used */
  readonly field: string | undefined;
  readonly note: string;
}

const needed = (name: string, field: string, note: string, exportName?: string): GedColumn => ({
  name,
  field,
  note,
  required: true,
  exportName,
});
const extra = (name: string, field: string | undefined, note: string): GedColumn => ({
  name,
  field,
  note,
  required: false,
});

const oldId = 'number before 2017; the new one is used';

/** The 49 columns of the release layout, in its order. Source: UCDP GED codebook 24.1. */
export const gedColumns: readonly GedColumn[] = [
  needed('id', 'sourceId', 'identifies the event'),
  extra('relid', 'relid', 'older identifier'),
  extra('year', undefined, 'must fit the dates'),
  extra('active_year', 'activeYear', '25 deaths in the year'),
  extra('code_status', 'codeStatus', 'state of coding'),
  needed('type_of_violence', 'typeOfViolence', '1 state-based, 2 non-state, 3 one-sided'),
  extra('conflict_dset_id', undefined, oldId),
  extra('conflict_new_id', 'conflict.id', 'number of the conflict'),
  extra('conflict_name', 'conflict.name', 'name of the conflict'),
  extra('dyad_dset_id', undefined, oldId),
  extra('dyad_new_id', 'dyad.id', 'number of the pair of actors'),
  extra('dyad_name', 'dyad.name', 'name of the pair of actors'),
  extra('side_a_dset_id', undefined, oldId),
  extra('side_a_new_id', 'sideA.id', 'number of the actor'),
  needed('side_a', 'sideA.name', 'first actor; the government in state-based violence'),
  extra('side_b_dset_id', undefined, oldId),
  extra('side_b_new_id', 'sideB.id', 'number of the actor'),
  needed('side_b', 'sideB.name', 'second actor; Civilians in one-sided violence'),
  extra('number_of_sources', 'sourceCount', '-1 means not counted'),
  extra('source_article', 'sources', 'citations'),
  extra('source_office', 'sources', 'publishers, separated by semicolons'),
  extra('source_date', 'sources', 'dates of the reports'),
  extra('source_headline', 'sources', 'headlines; the first is the headline of the event'),
  extra('source_original', 'originalSource', 'who told the sources'),
  needed('where_prec', 'wherePrecision', '1 exact to 7 international'),
  extra('where_coordinates', 'place', 'the place that the coordinates are of'),
  extra('where_description', 'description', 'where it happened, in words'),
  extra('adm_1', 'admin1', 'province'),
  extra('adm_2', 'admin2', 'district'),
  needed('latitude', 'latitude', 'degrees, WGS 84'),
  needed('longitude', 'longitude', 'degrees, WGS 84'),
  extra('geom_wkt', undefined, 'the same point; the coordinates are used'),
  extra('priogrid_gid', 'priogrid', 'cell of half a degree; also shows exchanged coordinates'),
  needed('country', 'country.name', 'country the event happened in'),
  extra('country_id', 'country.id', 'Gleditsch–Ward code'),
  extra('region', 'region', 'part of the world'),
  extra('event_clarity', 'clarity', '1 clear, 2 aggregated'),
  needed('date_prec', 'datePrecision', '1 the day to 5 more than a month'),
  needed('date_start', 'dateStart', 'first day'),
  needed('date_end', 'dateEnd', 'last day, included'),
  extra('deaths_a', 'deaths.a', 'deaths of side A'),
  extra('deaths_b', 'deaths.b', 'deaths of side B'),
  extra('deaths_civilians', 'deaths.civilians', 'deaths of civilians'),
  extra('deaths_unknown', 'deaths.unknown', 'deaths of persons of unknown standing'),
  needed('best', 'deaths.best', 'best estimate of deaths', 'best_est'),
  needed('high', 'deaths.high', 'highest estimate', 'high_est'),
  needed('low', 'deaths.low', 'lowest estimate', 'low_est'),
  extra('gwnoa', 'sideA.gleditschWard', 'Gleditsch–Ward codes of side A'),
  extra('gwnob', 'sideB.gleditschWard', 'Gleditsch–Ward codes of side B'),
];

const keys = new Map<string, GedColumn>();
for (const column of gedColumns) {
  keys.set(column.name, column);
  if (column.exportName !== undefined) keys.set(column.exportName, column);
}

/** The column of this name in any layout. */
export const gedColumn = (name: string): GedColumn | undefined => keys.get(name.trim().toLowerCase());

export type GedLayout = 'release' | 'candidate' | 'country-export';

/** The layout of a table by its header and the file's name: UCDP's candidate files differ by name only. */
export const gedLayoutOf = (header: readonly string[], fileName: string): GedLayout => {
  if (header.some((name) => name.trim().toLowerCase() === 'best_est')) return 'country-export';
  return candidateName.test(fileName) ? 'candidate' : 'release';
};

// GEDEvent_v24_0_3.csv, GEDEvent_v25_01_25_09.csv: the second number of a candidate release begins with 0
const candidateName = /candidate|gedevent_v\d+[._]0/i;

/** The header that the faults and the mapping are said in. */
export const gedHeader = (layout: GedLayout): string[] =>
  layout === 'country-export'
    ? gedColumns
        .filter((column) => !column.name.startsWith('gwno'))
        .map((column) => column.exportName ?? column.name)
    : gedColumns.map((column) => column.name);
