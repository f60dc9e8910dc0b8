import type { OutputFormat } from '../pprof-flags.ts';

/** For a command that takes a browser, a disassembler or another program: what to type instead. */
export function insteadOf(format: OutputFormat): string {
  switch (format) {
    case 'web':
      return 'web needs a browser; use tree, or dot >FILE for the graph';
    case 'weblist':
    case 'disasm':
      return `${format} needs a disassembler; use list REGEXP for source lines, or addresses=true and top`;
    case 'kcachegrind':
      return 'kcachegrind starts another program; use callgrind >FILE, and open the file with it';
    case 'eog':
    case 'evince':
    case 'gv':
      return `${format} starts another program; use dot >FILE, make a picture of the file, and open that with it`;
    default:
      return `${format} needs Graphviz; use dot >FILE, and outside dot -T${format} FILE`;
  }
}
