/** `<special-name>`: virtual tables, type information, thunks, guards and the like. */
import { reject } from './budget.ts';
import { Node, nameNode } from './node.ts';
import { parseNumber, parseSequenceId } from './numbers.ts';
import type { Parser } from './parser.ts';
import { parseTemplateArgument } from './templates.ts';
import { parseModule } from './unqualified-name.ts';

type Read = (p: Parser) => Node;
const type: Read = (p) => p.rules.type(p, false);
const name: Read = (p) => p.rules.name(p);
const encoding: Read = (p) => p.rules.encoding(p, true, false);

/** Codes, what they are of what follows, and how that is read. */
const SPECIAL: Readonly<Record<string, readonly [text: string, read: Read] | undefined>> = {
  TV: ['vtable for ', type],
  TT: ['VTT for ', type],
  TI: ['typeinfo for ', type],
  TS: ['typeinfo name for ', type],
  TF: ['typeinfo fn for ', type],
  TJ: ['java Class for ', type],
  TA: ['template parameter object for ', (p) => parseTemplateArgument(p, [])],
  TH: ['TLS init function for ', name],
  TW: ['TLS wrapper function for ', name],
  Th: ['non-virtual thunk to ', (p) => afterOffsets(p, 'h')],
  Tv: ['virtual thunk to ', (p) => afterOffsets(p, 'v')],
  Tc: ['covariant return thunk to ', (p) => afterOffsets(p, '', '')],
  GV: ['guard variable for ', name],
  GR: ['reference temporary for ', parseTemporary],
  GA: ['hidden alias for ', encoding],
  Gr: ['java resource ', parseJavaResource],
  GI: ['initializer for module ', (p) => parseModule(p, undefined) ?? reject()],
};

export function parseSpecialName(p: Parser): Node {
  const code = p.take(2);
  if (code === 'TC') return parseConstructionVtable(p);
  if (code === 'GT') {
    const isTransactional = p.take(1) !== 'n';
    const text = isTransactional ? 'transaction clone for ' : 'non-transaction clone for ';
    return new Node('special', [encoding(p)], text);
  }
  const known = SPECIAL[code];
  return known === undefined ? reject() : new Node('special', [known[1](p)], known[0]);
}

/** An encoding behind its call offsets, which are not shown. '' for a kind that is in the name. */
function afterOffsets(p: Parser, ...kinds: readonly ('h' | 'v' | '')[]): Node {
  for (const given of kinds) {
    const kind = given === '' ? p.take(1) : given;
    if (kind !== 'h' && kind !== 'v') reject();
    parseNumber(p);
    if (kind === 'v') {
      p.expect('_');
      parseNumber(p);
    }
    p.expect('_');
  }
  return encoding(p);
}

/** `GR <name> [<seq-id>] _` */
function parseTemporary(p: Parser): Node {
  const temporary = name(p);
  parseSequenceId(p, true);
  return temporary;
}

/** `TC <type> <number> _ <type>` */
function parseConstructionVtable(p: Parser): Node {
  const derived = type(p);
  if (parseNumber(p) < 0) reject();
  p.expect('_');
  return new Node('constructionVtable', [type(p), derived]);
}

const JAVA_ESCAPES: Readonly<Record<string, string | undefined>> = { S: '/', _: '.', $: '$' };

/** `Gr <length> _ <characters>`, from GCC's Java. */
function parseJavaResource(p: Parser): Node {
  const length = parseNumber(p);
  if (length <= 1) reject();
  p.expect('_');
  const escaped = p.take(length - 1);
  let text = '';
  for (let i = 0; i < escaped.length; i++) {
    const character = escaped[i]!;
    if (character === '$') text += JAVA_ESCAPES[escaped[++i] ?? ''] ?? reject();
    else text += asUtf8(character);
  }
  return nameNode(text);
}

/** Bytes beyond ASCII are taken for Latin-1 here, as the reference does. */
function asUtf8(byte: string): string {
  const code = byte.charCodeAt(0);
  return code < 0x80 ? byte : String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
}
