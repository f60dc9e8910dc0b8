import { createHash } from 'node:crypto';

/**
 * The content security policy of a page that needs nothing but its own script and style: no network, no other script,
 * no form, no base. https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
