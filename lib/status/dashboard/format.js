/** As much of a duration as people care for: `42 s`, `3 min`, `5 h 12 min`, `3 d 4 h`. */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `0.4 ms`, `12 ms`, `1.3 s`; a dash where nothing is known. */
export function milliseconds(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms >= 120_000) return duration(ms);
  if (ms >= 1000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

export function rate(perSecond) {
  if (perSecond === 0) return '0';
  if (perSecond < 1) return String(Number(perSecond.toFixed(2)));
  return perSecond < 100 ? String(Number(perSecond.toFixed(1))) : String(Math.round(perSecond));
}

const grouped = new Intl.NumberFormat('en', { useGrouping: 'min2' });
export const count = (number) => grouped.format(number).replaceAll(',', '\u202f');

export function bytes(number) {
  if (number < 1_000_000) return `${Math.ceil(number / 1000)} kB`;
  return `${(number / 1_000_000).toFixed(1)} MB`;
}

/** `12 s ago`; a dash for null. */
export function ago(time, now) {
  return time === null ? '–' : `${duration(now - Date.parse(time))} ago`;
}

/** What people call a worker: its task names, and its domain. */
export function workerTitle({ names, domain }) {
  return names.join(',') + (domain === null ? '' : `@${domain}`);
}
