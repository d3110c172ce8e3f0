/** An actor of an event: a group, a government, or `Civilians`. Never a person. */
export interface GedActor {
  /** UCDP's `side_x_new_id` */
  readonly id: number | undefined;
  readonly name: string;
  /** Gleditsch–Ward codes of the states among it; several for a coalition */
  readonly gleditschWard: readonly number[];
}

export interface GedNamed {
  readonly id: number | undefined;
  readonly name: string;
}

/** A report that the event rests on. */
export interface GedSource {
  readonly office: string | undefined;
  /** as the source gives it, mostly `YYYY-MM-DD` */
  readonly date: string | undefined;
  readonly headline: string | undefined;
  /** the whole citation where it could not be taken apart */
  readonly article: string | undefined;
}

/** Deaths as UCDP counts them. */
export interface GedDeaths {
  readonly a: number;
  readonly b: number;
  readonly civilians: number;
  readonly unknown: number;
  readonly best: number;
  readonly low: number;
  readonly high: number;
  /** false on the few rows where the source itself breaks low ≤ best ≤ high; the numbers are kept as given */
  readonly ordered: boolean;
}

/**
 * One event of the UCDP Georeferenced Event Dataset, whatever layout it came in.
 * Source of meanings: Sundberg & Melander (2013), and the UCDP GED codebook.
 */
export interface GedEvent {
  /** UCDP's `id`, as text */
  readonly sourceId: string;
  readonly relid: string | undefined;
  /** from a candidate release: monthly, not yet fully checked */
  readonly candidate: boolean;
  /** `Clear`, or what still has to be checked */
  readonly codeStatus: string | undefined;
  /** did the dyad cause 25 deaths in the year? */
  readonly activeYear: boolean | undefined;
  /** `YYYY-MM-DD` */
  readonly dateStart: string;
  /** `YYYY-MM-DD`, the last day, included */
  readonly dateEnd: string;
  /** 1 the day, 2 two to six days, 3 the week, 4 the month, 5 more than a month, up to a year */
  readonly datePrecision: 1 | 2 | 3 | 4 | 5;
  /** degrees, WGS 84 */
  readonly latitude: number;
  readonly longitude: number;
  /** 1 exact, 2 within 25 km, 3 district, 4 province, 5 region or line, 6 country, 7 international */
  readonly wherePrecision: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** 1 state-based, 2 non-state, 3 one-sided */
  readonly typeOfViolence: 1 | 2 | 3;
  readonly conflict: GedNamed;
  readonly dyad: GedNamed;
  readonly sideA: GedActor;
  readonly sideB: GedActor;
  /** Gleditsch–Ward code and name */
  readonly country: GedNamed;
  readonly region: string | undefined;
  readonly admin1: string | undefined;
  readonly admin2: string | undefined;
  /** the place that the coordinates are of */
  readonly place: string | undefined;
  /** where it happened, in the source's words */
  readonly description: string | undefined;
  /** PRIO-GRID cell of half a degree */
  readonly priogrid: number | undefined;
  readonly deaths: GedDeaths;
  /** 1 clear, 2 the event was aggregated by the source */
  readonly clarity: 1 | 2 | undefined;
  /** headline of the first source that has one */
  readonly headline: string | undefined;
  readonly sources: readonly GedSource[];
  /** who told the sources, such as "Thai police" */
  readonly originalSource: string | undefined;
  /** number of sources; undefined for early events, where UCDP did not count (-1) */
  readonly sourceCount: number | undefined;
}
