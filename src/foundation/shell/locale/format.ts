/** Numbers and dates as people read them. Days stay ISO: they mean the same to every reader, and sort. */
export const formatNumber = (value: number, locale = 'en'): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value).replaceAll(',', ' ');

/** `2024-05-31`, `2024-05-31 06:00 UTC` */
export const formatInstant = (iso: string): string =>
  iso.length <= 10 ? iso : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** `2024-05-31` or `2024-05-28 – 2024-05-31` */
export const formatInterval = (start: string, end: string): string =>
  start === end ? formatInstant(start) : `${formatInstant(start)} – ${formatInstant(end)}`;

/** `4.2 MB`; powers of 1000 */
export const formatBytes = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
};

/** `20.5170° S, 23.4481° W` */
export const formatLonLat = (lon: number, lat: number): string =>
  `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? 'S' : 'N'}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? 'W' : 'E'}`;

/** `0.03`, `< 0.001`: a probability without false exactness */
export const formatProbability = (p: number): string =>
  p < 0.001 ? '< 0.001' : p < 0.1 ? p.toFixed(3) : p.toFixed(2);
