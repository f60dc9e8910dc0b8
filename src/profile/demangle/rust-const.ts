/** `<const>`: the value of a constant among Rust's generic arguments. */
import { reject } from './budget.ts';
import type { RustCursor } from './rust-cursor.ts';

const SIGNED = 'aslxni';
const UNSIGNED = 'htmyoj';

export function readRustConst(r: RustCursor): void {
  r.budget.enter();
  if (r.peek() === 'B') r.backReference(() => readRustConst(r));
  else readValue(r, r.take());
  r.budget.leave();
}

function readValue(r: RustCursor, type: string): void {
  if (type === 'p') r.write('_');
  else if (SIGNED.includes(type)) {
    if (r.accept('n')) r.write('-');
    writeInteger(r, readDigits(r));
  } else if (UNSIGNED.includes(type)) writeInteger(r, readDigits(r));
  else if (type === 'b') writeBoolean(r, readDigits(r));
  else if (type === 'c') writeCharacter(r, readDigits(r));
  else reject();
}

/** `{<hex-digit>} "_"`, without leading zeros; the reference lets the end of the symbol stand for the underscore. */
function readDigits(r: RustCursor): string {
  let digits = '';
  let value = 0n;
  while (r.left > 0) {
    const next = r.take();
    if (next === '_') break;
    if (!/[0-9a-f]/.test(next)) reject();
    if (value === 0n && next === '0' && r.peek() !== '_') reject();
    value = BigInt.asUintN(64, value * 16n + BigInt(`0x${next}`));
    digits += next;
  }
  return digits === '' ? reject() : digits;
}

/** In decimal what fits into 64 bits. */
function writeInteger(r: RustCursor, digits: string): void {
  r.write(digits.length > 16 ? `0x${digits}` : BigInt(`0x${digits}`).toString());
}

function writeBoolean(r: RustCursor, digits: string): void {
  if (digits !== '0' && digits !== '1') reject();
  r.write(digits === '1' ? 'true' : 'false');
}

const ESCAPED = new Map([
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\\', '\\\\'],
  ["'", "\\'"],
]);

function writeCharacter(r: RustCursor, digits: string): void {
  if (digits.length > 6) reject();
  const code = Number.parseInt(digits, 16);
  const character = String.fromCharCode(code);
  const plain = code >= 0x20 && code <= 0x7e ? character : `\\u{${digits}}`;
  r.write(`'${code < 0x7f ? (ESCAPED.get(character) ?? plain) : plain}'`);
}
