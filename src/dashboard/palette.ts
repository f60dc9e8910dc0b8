/** Commands by their names: what `:` takes. */
import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import type { BackendChoice } from './backend.ts';
import type { Dashboard } from './dashboard.ts';
import { blocksOf } from './keys/key-table.ts';
import { startDemo } from './start-demo.ts';

/** Words with one more behind them, that choose what is looked at. */
const CHOICES: Readonly<Record<string, keyof BackendChoice>> = {
  store: 'store',
  env: 'env',
  ctx: 'context',
  context: 'context',
  ns: 'namespace',
  namespace: 'namespace',
};

const DEMO = 'demo';

/** What was chosen before and does not hold for another: an environment has its own, a cluster its own namespaces. */
const LEFT: Readonly<Partial<Record<keyof BackendChoice, BackendChoice>>> = {
  env: { store: undefined, context: undefined, namespace: undefined },
  context: { namespace: undefined },
};

/** All that can be typed here: views, words of choice, and the commands of the key table that hold now. */
export function completionsFor(dashboard: Dashboard): string[] {
  const { environments } = dashboard.backend;
  return [
    ...dashboard.options.screens.filter(({ digit }) => digit !== undefined).map(({ id }) => id),
    ...Object.keys(CHOICES).map((word) => `${word} `),
    DEMO,
    ...environments.map((name) => `env ${name}`),
    ...commandsOf(dashboard).map(({ name }) => name),
  ];
}

/** @throws ProfError USAGE for what is no command, and as other backends do */
export async function runPalette(text: string, dashboard: Dashboard): Promise<void> {
  const line = text.trim();
  if (line === '') return;
  const screen = dashboard.options.screens.find(({ id, digit }) => digit !== undefined && id === line);
  if (screen !== undefined) return dashboard.go({ screen: screen.id, params: {} });
  if (line === DEMO) return startDemo(dashboard);
  const [word = '', ...rest] = line.split(/\s+/);
  const choice = CHOICES[word];
  if (choice !== undefined && rest.length === 1)
    return dashboard.open({ ...LEFT[choice], [choice]: rest[0] });
  const known = commandsOf(dashboard);
  const command = known.find(({ name }) => name === line);
  if (command !== undefined) return dashboard.run(command.context, command.id);
  const near = didYouMean(
    line,
    completionsFor(dashboard).map((name) => name.trim()),
  );
  throw new ProfError('USAGE', `no command ${line}`, {
    hints: [near === undefined ? 'tab completes; ? lists what keys do' : `did you mean ${near}?`],
  });
}

function commandsOf({ contexts, options }: Dashboard) {
  return blocksOf(contexts, options.keys).flatMap(({ context, bindings }) =>
    bindings.map(({ id }) => ({ name: `${context}.${id}`, context, id })),
  );
}
