export const hotspotProblems = {
  tooFewIncidents: {
    code: 'HOTSPOTS_TOO_FEW_INCIDENTS',
    status: 422,
    title: 'There are too few incidents to find hotspots',
  },
  tooFewPlaces: {
    code: 'HOTSPOTS_NO_ANSWER',
    status: 422,
    title: 'The hexagons cannot carry a test for hotspots',
  },
  tooManyCells: {
    code: 'HOTSPOTS_TOO_MANY_CELLS',
    status: 422,
    title: 'The area has too many hexagons at this resolution',
  },
  populationMissing: {
    code: 'HOTSPOTS_POPULATION_MISSING',
    status: 422,
    title: 'Rates need places with a known number of inhabitants',
  },
  notASurface: {
    code: 'HOTSPOTS_NOT_A_SURFACE',
    status: 404,
    title: 'The record is not a hotspot surface',
  },
} as const;
