/**
 * Modules of Node's that few runs need and that take milliseconds to load, as many as a small report: loaded when they
 * are asked for, without making their callers wait for a promise.
 */
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

export const lateCrypto = (): typeof import('node:crypto') => load('node:crypto');

export const lateUtil = (): typeof import('node:util') => load('node:util');
