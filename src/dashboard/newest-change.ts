import { ProfError } from '../kit/errors.ts';
import { signedPoints } from '../present/change-text.ts';
import type { ServiceSummary } from '../store/list-services.ts';
import type { Backend } from './backend.ts';
import { profileStart } from './profile/profile-start.ts';

/** Types whose change is worth a look, the first that a service has. */
const TYPES = ['cpu', 'heap'];
/** Newest changes of services, by what their newest profile is. */
const KNOWN = new WeakMap<Backend, Map<string, string>>();

/**
 * What changed most between the last two runs of a service: `+7.4 pp main.parse`; empty where there is no such pair. Made
 * on a thread of its own, once for each newest profile.
 */
export async function newestChange(
  service: ServiceSummary,
  backend: Backend,
  signal: AbortSignal,
): Promise<string> {
  const known = knownChange(service, backend);
  if (known !== undefined) return known;
  const text = await changeOf(`${service.reference}/${typeOf(service)}`, backend, signal);
  const changes = KNOWN.get(backend) ?? new Map<string, string>();
  KNOWN.set(backend, changes.set(keyOf(service), text));
  return text;
}

/** What was found out before; undefined: nothing yet. */
export function knownChange(service: ServiceSummary, backend: Backend): string | undefined {
  return typeOf(service) === undefined ? '' : KNOWN.get(backend)?.get(keyOf(service));
}

const typeOf = ({ types }: ServiceSummary): string | undefined => TYPES.find((type) => types.includes(type));

const keyOf = ({ service, newestMs }: ServiceSummary): string => JSON.stringify([service, newestMs]);

async function changeOf(reference: string, backend: Backend, signal: AbortSignal): Promise<string> {
  const place = { screen: 'diff', params: { base: `${reference}~1`, target: reference } };
  const start = await backend.wiring.flameThread();
  const engine = start(profileStart(place, backend), () => {});
  const close = () => engine.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const { settings } = await engine.open();
    const { rows } = await engine.changes(settings);
    // Shares tell more than values of runs that were not equally long.
    const [biggest] = rows.toSorted(
      (left, right) => Math.abs(right.flat.points) - Math.abs(left.flat.points),
    );
    if (biggest === undefined || Math.abs(biggest.flat.points) < LEAST_POINTS) return 'none';
    return `${signedPoints(biggest.flat.points)} pp ${shortName(biggest.name)}`;
  } catch (error) {
    signal.throwIfAborted();
    // One run alone, or something that is no profile: no change to tell.
    if (error instanceof ProfError) return '';
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** Below this nothing has changed. */
const LEAST_POINTS = 1;

const shortName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
