import { ProfError } from '../kit/errors.ts';
import type { Pod } from '../ports/kubernetes.ts';

/**
 * The container in which a program is to be run: the one that is meant, else the only one that runs.
 * @throws ProfError NOT_FOUND (it does not run), USAGE (several)
 */
export function requireContainer(
  { namespace, name: pod, containers }: Pod,
  name: string | undefined,
): string {
  const running = containers.filter((each) => each.isRunning && (name === undefined || each.name === name));
  const [chosen, ...others] = running;
  if (chosen !== undefined && others.length === 0) return chosen.name;
  const shown = `pod ${namespace}/${pod}`;
  if (chosen === undefined) {
    const what =
      name === undefined ? `no container of ${shown} runs` : `container ${name} of ${shown} does not run`;
    throw new ProfError('NOT_FOUND', what);
  }
  const names = running.map((each) => each.name);
  throw new ProfError('USAGE', `${shown} has several containers: ${names.join(', ')}`, {
    hints: ['say in which one to look for a Node.js process: -c NAME'],
    details: { namespace, pod, containers: names },
  });
}
