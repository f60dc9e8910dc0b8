import { ProfError } from '../kit/errors.ts';

/** One rule's word on what a target's service is called. */
export interface NameCandidate {
  readonly rule: NameRule;
  /** undefined: the rule found nothing. */
  readonly name: string | undefined;
  /** Where it was found, or why not: `name in package.json above /srv/app`. */
  readonly why: string;
}

export type NameRule = 'flag' | 'label' | 'owner' | 'pod' | 'package' | 'script' | 'title' | 'host';

export interface ServiceName {
  readonly name: string;
  readonly rule: NameRule;
  /** Every rule that was asked, the strongest first; the winner is among them. */
  readonly candidates: readonly NameCandidate[];
}

/**
 * The first candidate with a name wins; the others are kept, so that `--explain` can show them.
 * @throws ProfError USAGE if no rule found a name.
 */
export function chooseServiceName(candidates: readonly NameCandidate[]): ServiceName {
  const winner = candidates.find((candidate) => candidate.name !== undefined);
  if (winner?.name === undefined) {
    throw new ProfError('USAGE', 'the service has no name', { hints: ['name it with --service NAME'] });
  }
  return { name: winner.name, rule: winner.rule, candidates };
}

/** `--service NAME`, which beats every other rule. */
export function fromFlag(service: string | undefined): NameCandidate {
  return service === undefined
    ? { rule: 'flag', name: undefined, why: '--service was not given' }
    : { rule: 'flag', name: service, why: '--service' };
}
