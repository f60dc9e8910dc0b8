import type { FlameStart } from '../../flame-engine/flame-start.ts';
import type { Backend } from '../backend.ts';
import type { Place } from '../state/place.ts';
import { otherReferences } from './profile-words.ts';

/** What the thread behind a place is to load: its `reference`, or its `target` against its `base`. */
export function profileStart({ params }: Place, { config }: Backend): FlameStart {
  const { reference, others, base, target } = params;
  const [profile, compared] = base === undefined ? [reference!, undefined] : [base, target!];
  return {
    title: compared === undefined ? profile : `${profile} → ${compared}`,
    sources: { profile, target: compared, others: otherReferences(others) },
    selection: {},
    loading: { limits: config.limits },
    config,
  };
}
