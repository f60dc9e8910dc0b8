/** Foreign text made part of a document. */
import { safeText } from '../kit/safe-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\ufffe': '\\ufffe',
  '\uffff': '\\uffff',
};

/** Text or the value of an attribute, of HTML or XML; characters that these may not hold are made visible. */
export const escapeMarkup = (text: string): string =>
  safeText(text).replace(/[&<>"'\ufffe\uffff]/g, (found) => ENTITIES[found]!);

/** JSON inside a script element: nothing in it ends the element, opens a comment or breaks a line of script. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
