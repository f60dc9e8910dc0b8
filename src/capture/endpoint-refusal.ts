import type { ProfError } from '../kit/errors.ts';

/** What to do about an endpoint of a pod that answers, and refuses us or is not believed. */

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;

/** The way past a certificate that is not believed; undefined: the failure is about something else. */
export function certificateHint({ details }: ProfError): string | undefined {
  const code = String(details.systemCode ?? '');
  if (!CERTIFICATE.test(code)) return undefined;
  return code.includes('ALTNAME')
    ? 'its certificate names another host: --endpoint-server-name NAME says which one it should'
    : '--endpoint-ca FILE names the authority that signed its certificate; --endpoint-insecure believes any';
}

/** The way past HTTP 401 and 403; undefined for other statuses. */
export function tokenHint(status: number, wasSent: boolean): string | undefined {
  if (status !== 401 && status !== 403) return undefined;
  return wasSent
    ? 'it was sent what --token and --header say, and refuses it'
    : 'it wants to know who asks: --token and --header go where --port points, or with --send-token-to-annotated';
}
