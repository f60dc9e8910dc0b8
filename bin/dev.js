#!/usr/bin/env node
// Runs prof from its sources: Node 24 strips the types. For developers; users run bin/run.js.
import { main } from '../src/shell/main.ts';

await main(process.argv.slice(2));
