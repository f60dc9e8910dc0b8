import { ProfError } from '../kit/errors.ts';
import { parseDay } from '../kit/when.ts';
import { parseKey } from './keys.ts';
import { decodeSegment } from './service-folder.ts';

/** A store as people name it in a command, and how much of it. */
export interface StorePlace {
  /** As for `--store`; undefined: the configured one. */
  readonly store: string | undefined;
  readonly part: StorePart;
}

/** All of a store, a day of it, a service's day, or one profile. */
export interface StorePart {
  readonly day?: string | undefined;
  readonly service?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * Takes `store:`, `s3://bucket/prefix`, a folder apart from what goes on into the store: as with the AWS tools
 * `s3://bucket/profiles/2024-01-15/checkout/` names a part.
 */
export function parseStorePlace(text: string): StorePlace {
  const isConfigured = text.startsWith('store:');
  const body = isConfigured ? text.slice('store:'.length) : text;
  const { head, segments } = splitHead(body);
  const { kept, part } = partOf(segments);
  if (isConfigured) {
    if (kept.length === 0) return { store: undefined, part };
    throw new ProfError('USAGE', `not a part of a store: ${text}`, {
      hints: [
        'store: is all of it, store:2024-01-15/ a day, store:2024-01-15/checkout/ a service of that day',
      ],
    });
  }
  return { store: head + kept.join('/') || '.', part };
}

/** Where a command copies to. @throws ProfError USAGE for a part of a store, unless it is the same as the source's. */
export function parseDestination(text: string, source?: StorePart): string | undefined {
  const { store, part } = parseStorePlace(text);
  const { day, service, key } = part;
  const isWhole = day === undefined && key === undefined;
  if (isWhole || (day === source?.day && service === source?.service && key === source?.key)) return store;
  throw new ProfError('USAGE', `the destination is a part of a store: ${text}`, {
    hints: [`profiles keep their keys below the store itself: ${store ?? 'store:'}`],
  });
}

/** What is never a part: a scheme with its bucket, the root, the home folder. */
function splitHead(text: string): { head: string; segments: string[] } {
  const head = /^(?:s3:\/\/[^/]*\/?|file:(?:\/\/(?=\/))?\/?|~\/|\.{0,2}\/)/i.exec(text)?.[0] ?? '';
  return { head, segments: text.slice(head.length).split('/').filter(Boolean) };
}

function partOf(segments: readonly string[]): { kept: string[]; part: StorePart } {
  const key = segments.slice(-3).join('/');
  if (segments.length >= 3 && parseKey(key)?.layout === 'prof') {
    return { kept: segments.slice(0, -3), part: { key } };
  }
  const [beforeLast, last] = [segments.at(-2), segments.at(-1)];
  if (last !== undefined && parseDay(last) !== undefined) {
    return { kept: segments.slice(0, -1), part: { day: last } };
  }
  if (last !== undefined && beforeLast !== undefined && parseDay(beforeLast) !== undefined) {
    return { kept: segments.slice(0, -2), part: { day: beforeLast, service: decodeSegment(last) } };
  }
  return { kept: [...segments], part: {} };
}
