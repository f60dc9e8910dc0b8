/** Which words on the reference's command line are URLs, and what is asked of them. */

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
  const full = withScheme(source);
  if (full === undefined || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  if (url.host === '') return undefined;
  if (url.pathname === '' || url.pathname === '/') url.pathname = CPU_PROFILE_PATH;
  let duration = seconds;
  if (seconds > 0) url.searchParams.set('seconds', String(seconds));
  else {
    const asked = url.searchParams.get('seconds') ?? '';
    if (/^[+-]?[0-9]{1,10}$/.test(asked)) duration = Number(asked);
  }
  const byDuration = duration > 0 ? duration * 1.5 : 60;
  return { url: url.href, timeoutMs: (timeoutSeconds > 0 ? timeoutSeconds : byDuration) * 1000 };
}

function withScheme(source: string): string | undefined {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(source)?.[0];
  if (scheme !== undefined) {
    if (source.startsWith('//', scheme.length)) return source;
    return scheme === 'file:' ? undefined : `http://${source}`;
  }
  if (source.startsWith('//')) return `http:${source}`;
  // Elsewhere a colon before the first slash is no URL, so it is a host with a port.
  return /^[^/?#]*:/.test(source) ? `http://${source}` : undefined;
}
