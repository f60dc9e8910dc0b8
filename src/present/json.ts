/** Characters that JSON allows raw and that a terminal obeys or hides: C1 controls, DEL, bidi, zero-width, line separators. */
const TERMINAL_UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * A result as one JSON document, ending in a newline. Integers beyond 2^53-1 become decimal strings;
 * characters that could steer a terminal become `\u` escapes (the same value to a JSON reader).
 */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, exactIntegers, 2) ?? 'null';
  return `${text.replace(TERMINAL_UNSAFE, escapeUnit)}\n`;
}

/** The same on one line, for streams of one object a line. */
export function formatJsonLine(value: unknown): string {
  const text = JSON.stringify(value, exactIntegers) ?? 'null';
  return `${text.replace(TERMINAL_UNSAFE, escapeUnit)}\n`;
}

function exactIntegers(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : value.toString();
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return BigInt(value).toString();
  }
  return value;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
