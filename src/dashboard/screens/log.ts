import { shellQuote } from '../../kit/shell-quote.ts';
import { tableTime } from '../../present/store-text.ts';
import type { LogEntry } from '../state/dashboard-state.ts';
import { selectedRow } from '../state/reduce-list.ts';
import { inOnePiece, type Screen, type TableBody } from './screen.ts';

const body: TableBody<LogEntry> = {
  kind: 'table',
  columns: [
    { header: 'TIME (UTC)', cell: ({ timeMs }) => tableTime(timeMs) },
    { header: 'COMMAND', cell: ({ argv }) => ['prof', ...argv].map(shellQuote).join(' ') },
  ],
  idOf: ({ id }) => String(id),
  load: ({ control }) => inOnePiece(Promise.resolve(control.state.log.toReversed())),
  nothing: () => ['nothing yet: what you do here is noted as the command that does the same'],
};

export const log: Screen = {
  id: 'log',
  title: 'Command log',
  digit: '6',
  crumb: () => 'command log',
  contexts: ['log'],
  tabs: [{ id: 'log', title: 'log', body }],
  commandLine: (_, { body: { list } }) => (list && (selectedRow(list) as LogEntry | undefined))?.argv,
};
