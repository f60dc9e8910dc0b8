import type { ErrorCode, ProfError } from '../kit/errors.ts';
import { formatValue } from '../profile/measurement.ts';
import type { StoreEvent } from '../store/events.ts';

/** `2024-01-15T12:00:00Z`; with milliseconds only where there are some. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** `2024-01-15 12:00:00`, UTC. */
export function tableTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
}

export function sizeText(sizeBytes: number): string {
  return sizeBytes === 0 ? '0B' : formatValue(sizeBytes, 'bytes', 'minimum');
}

/** One failure of several, as results of partial success list them. */
export interface FailureDocument {
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hints: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
}

export function failureDocument(name: string, error: ProfError): FailureDocument {
  return { name, code: error.code, message: error.message, hints: error.hints, details: error.details };
}

/** The failure in one line, its first hint in brackets. */
export function failureLine(name: string, error: ProfError): string {
  const message = error.message.includes(name) ? error.message : `${name}: ${error.message}`;
  const hint = error.hints[0];
  return hint === undefined ? message : `${message} (${hint})`;
}

/** What to say on stderr about an event; undefined: nothing. */
export function storeEventLine(event: StoreEvent): string | undefined {
  switch (event.kind) {
    case 'path-taken':
      return `${event.reference}: nothing of that name in ${event.store}; took the file or folder`;
    case 'type-chosen':
      return `${event.reference}: took ${event.type}; there is also ${event.others.join(', ')} (name it as SERVICE/TYPE)`;
    case 'source-map-note':
      return event.note;
    case 'stored':
    case 'written':
    case 'removed':
    case 'transfer-started':
    case 'transfer-advanced':
      return undefined;
  }
}
