import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceFromPodName } from '../../../src/naming/from-pod-name.ts';

describe('the service of a pod by its name', () => {
  it.each([
    // A deployment's pods.
    ['checkout-7d8f9c5b6d-x2x4z', 'checkout'],
    ['my-web-app-5d4f8b9c7-abcde', 'my-web-app-5d4f8b9c7-abcde'],
    ['my-web-app-5d4f8b9c7-bcdfg', 'my-web-app'],
    // As documents write it, though no controller makes such names.
    ['my-service-abc123-xyz456', 'my-service'],
    ['standalone-service-abc123-xyz456', 'standalone-service'],
    // Words stay words.
    ['simple-pod', 'simple-pod'],
    ['my-cool-service', 'my-cool-service'],
    ['web', 'web'],
    ['my-fancy-front', 'my-fancy-front'],
    // Daemon sets and jobs; stateful sets.
    ['agent-x2x4z', 'agent'],
    ['agent-bcdfg', 'agent-bcdfg'],
    ['db-0', 'db'],
    ['db-12', 'db'],
    ['7', '7'],
  ])('%s: %s', (name, service) => {
    expect(serviceFromPodName(name)).toBe(service);
  });

  it('is never empty, and always a beginning of the name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/), (name) => {
        const service = serviceFromPodName(name);
        expect(service).not.toBe('');
        expect(name.startsWith(service)).toBe(true);
      }),
    );
  });
});
