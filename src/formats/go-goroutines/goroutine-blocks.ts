import { Buffer } from 'node:buffer';
import { decodeUtf8 } from '../../profile/utf8.ts';
import { findGoroutine } from './find-goroutines.ts';
import { type GoroutineHeader, parseGoroutineHeader } from './goroutine-header.ts';
import { prefixStripper, type StripPrefix } from './log-prefix.ts';

/** Gets what a dump holds, in its order. Texts are Latin-1: one character a byte. */
export interface GoroutineVisitor {
  /** @param isRepeat a thread prints its own goroutine, which was in the list of all before. */
  begin(header: GoroutineHeader, isRepeat: boolean): void;
  /** @param place its line with the file, indented; empty where there is none */
  frame(call: string, place: string): void;
  /** Frames were left out here: of a stack over 100 deep. */
  elided(): void;
  createdBy(name: string): void;
  end(): void;
}

/** Reads all goroutines of a text; what stands between them is passed over. */
export function readGoroutines(bytes: Uint8Array, visitor: GoroutineVisitor): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let stripFor = { prefix: '', strip: prefixStripper('') };
  let at = 0;
  for (let found = findGoroutine(text, at); found !== undefined; found = findGoroutine(text, at)) {
    if (found.prefix !== stripFor.prefix) {
      stripFor = { prefix: found.prefix, strip: prefixStripper(found.prefix) };
    }
    visitor.begin(found.header, isThreadBefore(text, at, found.start, stripFor.strip));
    at = readBlock(text, found.next, stripFor.strip, visitor);
    visitor.end();
  }
}

const RULE = '-----';
const MAX_THREAD_GAP = 4096;

/** With GOTRACEBACK=crash each thread prints what it runs, after a rule of its own. */
function isThreadBefore(text: Buffer, from: number, to: number, strip: StripPrefix): boolean {
  if (to - from < RULE.length || to - from > MAX_THREAD_GAP) return false;
  return text
    .toString('latin1', from, to)
    .split('\n')
    .some((line) => strip(line)?.trimEnd() === RULE);
}

/** Returns where the text goes on after the block. */
function readBlock(text: Buffer, from: number, strip: StripPrefix, visitor: GoroutineVisitor): number {
  let at = from;
  let call: string | undefined;
  let isCreated = false;
  while (at < text.length) {
    const found = text.indexOf(10, at);
    const end = found === -1 ? text.length : found;
    const line = strip(text.toString('latin1', at, end));
    if (line === '' || line === '\r') return at;
    if (line?.startsWith('goroutine ') && parseGoroutineHeader(line) !== undefined) return at;
    at = end + 1;
    // Another writer's line in between, or the goroutine's ancestors, which are no frames of it.
    if (line === undefined || isCreated) continue;
    if (isIndented(line)) {
      if (call !== undefined) visitor.frame(call, line);
      call = undefined;
    } else if (line.startsWith(CREATED_BY)) {
      isCreated = true;
      visitor.createdBy(creatorOf(line));
    } else if (line.startsWith('[originating from goroutine ')) isCreated = true;
    else if (ELIDED.test(line)) visitor.elided();
    else if (line.startsWith('non-Go function at pc=')) {
      visitor.frame(line, '');
    } else call = line;
  }
  return at;
}

const CREATED_BY = 'created by ';
const IN_GOROUTINE = ' in goroutine ';
const ELIDED = /^\.\.\.(?:additional|\d{1,15}) frames elided\.\.\./;

const isIndented = (line: string): boolean => line.charCodeAt(0) === 9 || line.charCodeAt(0) === 32;

function creatorOf(line: string): string {
  const name = line.slice(CREATED_BY.length).trimEnd();
  const parent = name.lastIndexOf(IN_GOROUTINE);
  return parent !== -1 && /^\d{1,20}$/.test(name.slice(parent + IN_GOROUTINE.length))
    ? name.slice(0, parent)
    : name;
}

/** The text of bytes that were taken for Latin-1. */
export function fromLatin1(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : decodeUtf8(Buffer.from(text, 'latin1'));
}
