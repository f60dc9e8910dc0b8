/**
 * Reports that are made as bytes, by lines for a terminal. What a line is shows in its text: that a hostile name looks
 * like something else changes its colour and no more.
 */
import { decodeUtf8 } from '../profile/utf8.ts';
import type { ReportLine } from './report-line.ts';

const NEWLINE = 10;
const TRACE_RULE = /^-{11}\+-{55}$/;
/** A value, or nothing, then a frame. */
const FRAME = /^( {13}| *[^ ]+ {3})(.*?)( \(inline\))?$/s;
const LABEL = /^ *[^ ].*?: {2}/s;
/** A value with its share, then a label's text. */
const TAG = /^( +[^ ]+(?: \( *([\d.e+-]+)%\))?: )(.*)$/s;

/** The report `traces`. */
export function* traceLines(pieces: Iterable<Uint8Array>): Generator<ReportLine> {
  let isHead = true;
  let isBeforeStack = false;
  for (const text of linesOf(pieces)) {
    if (TRACE_RULE.test(text)) {
      isHead = false;
      isBeforeStack = true;
      yield { kind: 'rule', start: text };
    } else if (isHead) yield { kind: 'fact', start: text };
    else if (isBeforeStack && LABEL.test(text.slice(0, LABEL_LENGTH))) yield { kind: 'label', start: text };
    else {
      isBeforeStack = false;
      const [, start = '', name = text, end = ''] = FRAME.exec(text) ?? [];
      yield { kind: 'row', start, name, end };
    }
  }
}

/** A key longer than this is dressed as a frame. */
const LABEL_LENGTH = 200;

/** The report `tags`. */
export function* tagLines(pieces: Iterable<Uint8Array>): Generator<ReportLine> {
  let isFirst = true;
  for (const text of linesOf(pieces)) {
    if (isFirst) yield { kind: 'heading', start: text };
    else {
      const [, start = '', percent = '0', name = text] = TAG.exec(text) ?? [];
      yield { kind: 'row', start, name, share: Number(percent) / 100 };
    }
    isFirst = text === '';
  }
}

const RAW_HEADINGS = ['Samples:', 'Locations', 'Mappings'];

/** The report `raw`. */
export function* rawLines(pieces: Iterable<Uint8Array>): Generator<ReportLine> {
  for (const start of linesOf(pieces)) {
    yield { kind: RAW_HEADINGS.includes(start) ? 'heading' : 'plain', start };
  }
}

/** The lines of a text in pieces. Each piece need be valid only until the next one is asked for. */
function* linesOf(pieces: Iterable<Uint8Array>): Generator<string> {
  let rest = new Uint8Array(0);
  for (const piece of pieces) {
    const last = piece.lastIndexOf(NEWLINE);
    if (last === -1) {
      rest = Buffer.concat([rest, piece]);
      continue;
    }
    const whole =
      rest.length === 0 ? piece.subarray(0, last) : Buffer.concat([rest, piece.subarray(0, last)]);
    yield* decodeUtf8(whole).split('\n');
    rest = piece.slice(last + 1);
  }
  if (rest.length > 0) yield decodeUtf8(rest);
}
