/**
 * Foreign text made fit for a terminal: control, bidi, zero-width and line-breaking characters and bytes that are
 * not UTF-8 (held as U+DC80..U+DCFF) are shown as `\x1b`, `\u202e`, never dropped. Everything else stays.
 */
export function safeText(text: string): string {
  return UNSAFE.test(text) ? text.replace(UNSAFE_ALL, showUnit) : text;
}

const UNSAFE_CLASS =
  '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]';
const LONE_SURROGATE = '[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]';
const TAG_CHARACTER = '\\udb40[\\udc00-\\udfff]';
const SOURCE = `${UNSAFE_CLASS}|${TAG_CHARACTER}|${LONE_SURROGATE}`;
const UNSAFE = new RegExp(SOURCE);
const UNSAFE_ALL = new RegExp(SOURCE, 'g');

function showUnit(found: string): string {
  const unit = found.codePointAt(0)!;
  if (unit > 0xffff) return `\\u{${unit.toString(16)}}`;
  if (unit >= 0xdc80 && unit <= 0xdcff) return `\\x${(unit - 0xdc00).toString(16)}`;
  if (unit < 0x80) return `\\x${unit.toString(16).padStart(2, '0')}`;
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
