import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ProfError } from '../../kit/errors.ts';

/**
 * Link-local networks and the fixed addresses of the clouds' metadata services: what answers there hands out
 * credentials of the machine, and no service to profile lives there.
 */
const blocked = new BlockList();
blocked.addSubnet('169.254.0.0', 16, 'ipv4');
blocked.addSubnet('fe80::', 10, 'ipv6');
blocked.addSubnet('fd00:ec2::', 32, 'ipv6');
blocked.addAddress('100.100.100.200', 'ipv4');
blocked.addAddress('192.0.0.192', 'ipv4');

export function isLinkLocal(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  return family !== 0 && blocked.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/** @throws ProfError NOT_ALLOWED for a host that is written as such an address. */
export function refuseLinkLocal(host: string): void {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isLinkLocal(bare)) throw linkLocalError(bare, bare);
}

/** A resolver that yields only addresses to which we may connect, so that the checked address is the one used. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const allowed = found.filter(({ address }) => !isLinkLocal(address));
    const first = allowed[0];
    if (!first) return callback(linkLocalError(hostname, found[0]?.address ?? 'nothing'), '', 0);
    if (options.all) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};

function linkLocalError(host: string, address: string): ProfError {
  const what = host === address ? host : `${host} (${address})`;
  return new ProfError('NOT_ALLOWED', `${what} is a link-local or cloud metadata address`, {
    hints: ['if a service to profile really answers there, add --allow-link-local'],
    details: { host, address },
  });
}
