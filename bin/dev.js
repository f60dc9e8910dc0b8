#!/usr/bin/env node
// Runs prof from its sources: Node 24 strips the types. For developers; users run bin/run.js.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from '../src/shell/main.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}src/commands/`;
const commands = {};
for (const file of readdirSync(folder, { recursive: true })) {
  if (!file.endsWith('.ts')) continue;
  const id = file.slice(0, -'.ts'.length).replaceAll(/[/\\]/g, ':');
  commands[id] = () => import(new URL(`../src/commands/${file}`, import.meta.url).href);
}
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
await main({ argv: process.argv.slice(2), root, version, commands });
