import type { FileContent } from '../file-content.ts';
import type { ProfileFormat } from '../profile-format.ts';

export const chromeTraceFormat: ProfileFormat = {
  id: 'chrome-trace',
  title: 'a Chrome trace',
  endings: ['.trace.json'],
  shape: 'json',
  matches: (content) =>
    content.valueOf('traceEvents', 64)?.startsWith('[') === true || isListOfEvents(content),
  decode: async (bytes, limits) => {
    const { decodeChromeTrace } = await import('./decode-chrome-trace.ts');
    return decodeChromeTrace(bytes, limits);
  },
};

const PEEK_BYTES = 16 * 1024;

/** The bare list: its first event has a phase and a process, which no other list of objects has. */
function isListOfEvents(content: FileContent): boolean {
  if (content.bytes[0] !== 0x5b && content.bytes[0]! > 0x20) return false;
  const beginning = new TextDecoder('latin1').decode(content.bytes.subarray(0, PEEK_BYTES));
  return /^\s*\[\s*\{/.test(beginning) && /"ph"\s*:\s*"/.test(beginning) && /"pid"\s*:/.test(beginning);
}
