/** Which words on the reference's command line are URLs, and what is asked of them. */
import { formatGoQuery, formatGoUrl, type GoUrl, parseGoQuery, parseGoUrl } from './go-url.ts';

export interface SourceUrl {
  readonly url: string;
  readonly timeoutMs: number;
}

const CPU_PROFILE_PATH = '/debug/pprof/profile';

/**
 * The URL that a source names, or undefined for what can only be a file. `host:port/path` works without a scheme;
 * without a path the CPU profile is meant. `seconds` and `timeoutSeconds` count when positive.
 */
export function sourceUrl(source: string, seconds: number, timeoutSeconds: number): SourceUrl | undefined {
  const url = urlOf(source);
  if (url === undefined || url.host === '') return undefined;
  const path = url.path === '' || url.path === '/' ? CPU_PROFILE_PATH : url.path;
  const pairs = parseGoQuery(url.query);
  const others = pairs.filter(([key]) => key !== 'seconds');
  const asked = pairs.find(([key]) => key === 'seconds')?.[1] ?? '';
  let duration = seconds;
  if (seconds <= 0 && /^[+-]?[0-9]+$/.test(asked) && Math.abs(Number(asked)) < 2 ** 31)
    duration = Number(asked);
  const query = formatGoQuery(seconds > 0 ? [...others, ['seconds', String(seconds)]] : pairs);
  const byDuration = duration > 0 ? duration * 1.5 : 60;
  return {
    url: formatGoUrl({ ...url, path, query }),
    timeoutMs: (timeoutSeconds > 0 ? timeoutSeconds : byDuration) * 1000,
  };
}

/** A host's name before a port reads as a scheme. */
function urlOf(source: string): GoUrl | undefined {
  const url = parseGoUrl(source);
  const isOther = url !== undefined && url.host === '' && url.scheme !== '' && url.scheme !== 'file';
  return url === undefined || isOther ? parseGoUrl(`http://${source}`) : url;
}
