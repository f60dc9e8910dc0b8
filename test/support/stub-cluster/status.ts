import type { ServerResponse } from 'node:http';

export interface StatusAnswer {
  readonly code: number;
  readonly body: string;
}

/** A failure as the API server words it. */
export function status(code: number, reason: string, message: string): StatusAnswer {
  return {
    code,
    body: JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      code,
    }),
  };
}

/** `pods "x" is forbidden: User "u" cannot get resource …` */
export function forbidden(
  user: string,
  verb: string,
  resource: string,
  namespace: string,
  name = '',
): StatusAnswer {
  const [plural = ''] = resource.split('/');
  const what = name === '' ? `${plural} is` : `${plural} "${name}" is`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return status(
    403,
    'Forbidden',
    `${what} forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "" ${where}`,
  );
}

export const notFound = (plural: string, name: string): StatusAnswer =>
  status(404, 'NotFound', `${plural} "${name}" not found`);

export function sendStatus(response: ServerResponse, { code, body }: StatusAnswer): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(body);
}
