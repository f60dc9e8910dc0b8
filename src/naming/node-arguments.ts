/** Options of Node.js whose value is the next argument. */
const WITH_VALUE = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--inspect-port',
  '--debug-port',
  '--title',
  '--input-type',
  '--env-file',
]);
const WITHOUT_SCRIPT = /^(?:-e|-p|-pe|--eval|--print|--test|--run|-i|--interactive|-)(?:=|$)/;

/** The script in a Node.js command line (its first argument is the runtime); undefined where there is none. */
export function scriptOf(args: readonly string[]): string | undefined {
  for (let at = 1; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') return args[at + 1];
    if (WITHOUT_SCRIPT.test(arg)) return undefined;
    if (WITH_VALUE.has(arg)) at += 1;
    else if (!arg.startsWith('-')) return arg;
  }
  return undefined;
}

/**
 * The port that SIGUSR1 would open: the last `--inspect…[=[host:]port]` or `--inspect-port` of the options,
 * else 9229. 0 means any free one.
 */
export function inspectorPortOf(args: readonly string[], nodeOptions: string | undefined): number {
  const options = [...(nodeOptions ?? '').split(/\s+/), ...args.slice(1)];
  let port = 9229;
  for (const [at, option] of options.entries()) {
    const match = /^--(?:inspect|inspect-brk|inspect-wait|inspect-port|debug-port)(?:=(.*))?$/s.exec(option);
    if (!match) continue;
    const value = match[1] ?? (option.endsWith('-port') ? (options[at + 1] ?? '') : '');
    const digits = /(?:^|:)(\d+)$/.exec(value)?.[1];
    if (digits !== undefined) port = Number(digits);
  }
  return port;
}
