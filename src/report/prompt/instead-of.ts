import type { OutputFormat } from '../pprof-flags.ts';

/** For a command that takes a browser, a disassembler or another program: what to type instead. */
export function insteadOf(format: OutputFormat): string {
  switch (format) {
    case 'web':
      return 'web starts a browser; use svg >FILE, and open the file with it';
    case 'weblist':
    case 'disasm':
      return `${format} needs a disassembler; use list REGEXP for source lines, or addresses=true and top`;
    case 'kcachegrind':
      return 'kcachegrind starts another program; use callgrind >FILE, and open the file with it';
    default:
      return `${format} starts another program; use svg, pdf or ps >FILE, and open the file with it`;
  }
}
