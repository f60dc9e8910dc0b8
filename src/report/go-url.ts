/** URLs as Go's net/url takes them apart and writes them: stricter and looser than a browser's. */
import { encodeUtf8 } from '../profile/utf8.ts';

export interface GoUrl {
  /** Lower case; empty for a relative URL. */
  readonly scheme: string;
  /** What follows the scheme where no slash does. */
  readonly opaque: string;
  /** With user and password before an @; undefined without `//`. */
  readonly authority: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Undefined for what Go refuses. */
export function parseGoUrl(text: string): GoUrl | undefined {
  const [beforeFragment, fragment = ''] = cut(text, '#');
  if (hasControls(beforeFragment) || !hasValidEscapes(fragment) || text.startsWith(':')) return undefined;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/.exec(beforeFragment)?.[0] ?? '';
  const [rest, query = ''] = cut(beforeFragment.slice(scheme === '' ? 0 : scheme.length + 1), '?');
  const url = { scheme: scheme.toLowerCase(), opaque: '', authority: undefined, host: '', query, fragment };
  if (!rest.startsWith('/') && scheme !== '') return { ...url, opaque: rest, path: '' };
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  const end = hasAuthority ? endOf(rest, '/', 2) : 0;
  const path = rest.slice(end);
  if (!hasValidEscapes(path)) return undefined;
  if (!hasAuthority) return path.split('/', 1)[0]!.includes(':') ? undefined : { ...url, path };
  const authority = rest.slice(2, end);
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const isValid = isValidHost(host, url.scheme) && isValidUser(authority.slice(0, Math.max(at, 0)));
  return isValid ? { ...url, authority, host, path } : undefined;
}

/** With what may not stand in a path or a fragment escaped. */
export function formatGoUrl({ scheme, opaque, authority, path, query, fragment }: GoUrl): string {
  let text = scheme === '' ? '' : `${scheme}:`;
  if (authority !== undefined) text += `//${authority}`;
  text += opaque + escapedUnlessValid(path, "/!$&'()*+,;=:@[]");
  if (query !== '') text += `?${query}`;
  return fragment === '' ? text : `${text}#${escapedUnlessValid(fragment, "/?!$&'()*+,;=:@[]")}`;
}

/** Pairs of a query in their order, each character a byte; what is no pair is left out. */
export function parseGoQuery(query: string): [key: string, value: string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '' && !pair.includes(';') && hasValidEscapes(pair))
    .map((pair) => {
      const [key, value = ''] = cut(pair, '=');
      return [queryUnescape(key), queryUnescape(value)];
    });
}

/** By key; pairs of one key stay in their order. */
export function formatGoQuery(pairs: readonly (readonly [key: string, value: string])[]): string {
  return pairs
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map((pair) => pair.map(queryEscape).join('='))
    .join('&');
}

function cut(text: string, separator: string): [before: string, after?: string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function endOf(text: string, stop: string, from: number): number {
  const at = text.indexOf(stop, from);
  return at === -1 ? text.length : at;
}

const hasControls = (text: string): boolean =>
  Array.from(text, (c) => c.charCodeAt(0)).some((code) => code < 0x20 || code === 0x7f);

const hasValidEscapes = (text: string): boolean => !/%(?![0-9A-Fa-f]{2})/.test(text);

const isValidUser = (user: string): boolean =>
  /^[A-Za-z0-9._:~!$&'()*+,;=%@-]*$/.test(user) && hasValidEscapes(user);

function isValidHost(host: string, scheme: string): boolean {
  if (/^\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%25[^\]]*)?\](?::[0-9]*)?$/.test(host)) return true;
  // Only for the web's own schemes a host has no colon in it.
  const colon = scheme === 'http' || scheme === 'https' ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon !== -1 && !/^:[0-9]*$/.test(host.slice(colon))) return false;
  // Escapes are for what is not ASCII.
  return /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:\]<>"]|[\u0080-\uffff]|%25|%[89A-Fa-f][0-9A-Fa-f])*$/.test(host);
}

function escapedUnlessValid(text: string, alsoValid: string): string {
  const isValid = [...text].every((c) => isUnreserved(c) || c === '%' || alsoValid.includes(c));
  if (isValid) return text;
  return escaped(unescaped(text), (c) => isUnreserved(c) || '/$&+,:;=@'.includes(c));
}

const isUnreserved = (character: string): boolean => /^[A-Za-z0-9\-_.~]$/.test(character);

const queryUnescape = (text: string): string => unescaped(text.replaceAll('+', ' '));

const queryEscape = (text: string): string => escaped(text, isUnreserved).replaceAll('%20', '+');

function unescaped(text: string): string {
  const bytes = Buffer.from(encodeUtf8(text)).toString('latin1');
  return bytes.replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** Of text whose characters are bytes. */
function escaped(bytes: string, isKept: (character: string) => boolean): string {
  return Array.from(bytes, (c) =>
    isKept(c) ? c : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
