import { shellQuote } from '../kit/shell-quote.ts';

/** A command as completion needs it. */
export interface CompletionCommand {
  /** Words as typed: `config trust`. */
  readonly words: string;
  readonly summary: string;
  readonly flags: readonly CompletionFlag[];
}

export interface CompletionFlag {
  /** With its dashes. */
  readonly name: string;
  readonly summary: string;
  /** The only values that it takes, if there are such. */
  readonly values: readonly string[];
}

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/**
 * A script that teaches a shell prof's commands and flags; files are offered where neither fits. It holds the lists
 * themselves, so that a press of the tab key starts no program.
 */
export function completionScript(shell: CompletionShell, commands: readonly CompletionCommand[]): string {
  if (shell === 'bash') return bashScript(commands);
  return shell === 'zsh' ? zshScript(commands) : fishScript(commands);
}

/** What may follow after some words: `config` → `trust`. */
function nextWords(commands: readonly CompletionCommand[]): Map<string, Map<string, string>> {
  const next = new Map<string, Map<string, string>>();
  for (const { words, summary } of commands) {
    const parts = words.split(' ');
    for (let count = 0; count < parts.length; count++) {
      const before = parts.slice(0, count).join(' ');
      const choices = next.get(before) ?? new Map<string, string>();
      const isWhole = count === parts.length - 1;
      if (isWhole || !choices.has(parts[count]!))
        choices.set(parts[count]!, isWhole ? summary : `${parts[count]} …`);
      next.set(before, choices);
    }
  }
  return next;
}

/** Every beginning of a command, for finding which one is being typed. */
function prefixes(commands: readonly CompletionCommand[]): string[] {
  const all = commands.flatMap(({ words }) => {
    const parts = words.split(' ');
    return parts.map((_part, index) => parts.slice(0, index + 1).join(' '));
  });
  return [...new Set(all)].sort();
}

function bashScript(commands: readonly CompletionCommand[]): string {
  const cases = (rows: string[]) => rows.map((row) => `      ${row}`).join('\n');
  const known = prefixes(commands)
    .map((words) => `'${words}'`)
    .join('|');
  const flags = commands.map(
    ({ words, flags }) => `'${words}') choices='${flags.map(({ name }) => name).join(' ')}' ;;`,
  );
  const values = commands.flatMap(({ words, flags }) =>
    flags
      .filter(({ values }) => values.length > 0)
      .map(({ name, values }) => `'${words} ${name}') choices='${values.join(' ')}' ;;`),
  );
  const next = [...nextWords(commands)].map(
    ([words, choices]) => `'${words}') choices='${[...choices.keys()].join(' ')}' ;;`,
  );
  return `# bash completion for prof; load it with: source <(prof autocomplete bash)
_prof_complete() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" typed='' choices='' next index
  for ((index = 1; index < COMP_CWORD; index++)); do
    next="\${typed:+$typed }\${COMP_WORDS[index]}"
    case "$next" in
      ${known}) typed="$next" ;;
      *) break ;;
    esac
  done
  if [[ $current == -* ]]; then
    case "$typed" in
${cases(flags)}
    esac
  elif ((index == COMP_CWORD)); then
    case "$typed" in
${cases(next)}
    esac
  else
    case "$typed $previous" in
${cases([...values, '*) ;;'])}
    esac
  fi
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
}
complete -o default -F _prof_complete prof
`;
}

function zshScript(commands: readonly CompletionCommand[]): string {
  const choice = (name: string, summary: string) =>
    shellQuote(`${name.replaceAll(':', '\\:')}:${oneLine(summary)}`);
  const list = (rows: string[]) => rows.map((row) => `      ${row}`).join('\n');
  const known = prefixes(commands)
    .map((words) => `'${words}'`)
    .join('|');
  const flags = commands.map(
    ({ words, flags }) =>
      `('${words}') choices=(${flags.map(({ name, summary }) => choice(name, summary)).join(' ')}) ;;`,
  );
  const next = [...nextWords(commands)].map(
    ([words, choices]) =>
      `('${words}') choices=(${[...choices].map(([name, summary]) => choice(name, summary)).join(' ')}) ;;`,
  );
  return `#compdef prof
# zsh completion for prof; load it with: source <(prof autocomplete zsh)
_prof() {
  local typed='' next index
  local -a choices
  for ((index = 2; index < CURRENT; index++)); do
    next="\${typed:+$typed }\${words[index]}"
    case "$next" in
      (${known}) typed="$next" ;;
      (*) break ;;
    esac
  done
  if [[ "\${words[CURRENT]}" == -* ]]; then
    case "$typed" in
${list(flags)}
    esac
  elif ((index == CURRENT)); then
    case "$typed" in
${list(next)}
    esac
  fi
  if ((\${#choices})); then _describe prof choices; else _files; fi
}
compdef _prof prof
`;
}

function fishScript(commands: readonly CompletionCommand[]): string {
  const lines: string[] = [];
  for (const [words, choices] of nextWords(commands)) {
    const condition = words === '' ? '__fish_use_subcommand' : seen(words);
    const others =
      words === '' ? '' : `; and not __fish_seen_subcommand_from ${[...choices.keys()].join(' ')}`;
    for (const [name, summary] of choices) {
      lines.push(`complete -c prof -n '${condition}${others}' -a ${name} -d ${fishQuote(summary)}`);
    }
  }
  for (const { words, flags } of commands) {
    for (const { name, summary, values } of flags) {
      const isLong = name.startsWith('--');
      const takes = values.length > 0 ? ` -x -a ${fishQuote(values.join(' '))}` : '';
      const option = isLong ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
      lines.push(`complete -c prof -n '${seen(words)}' ${option}${takes} -d ${fishQuote(summary)}`);
    }
  }
  return `# fish completion for prof; load it with: prof autocomplete fish | source\n${lines.join('\n')}\n`;
}

function seen(words: string): string {
  return words
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
}

function fishQuote(text: string): string {
  return `'${oneLine(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
