/**
 * Text whose tabs end cells, with each column's cells flush right: the layout of Go's text/tabwriter
 * (https://pkg.go.dev/text/tabwriter) with a padding of one space.
 *
 * A column reaches over adjacent lines that have it; what follows the last tab of a line belongs to none. A vertical
 * tab is a tab; a form feed ends all columns. Bytes 0xff quote: tabs and line ends between two of them are text.
 */
export function alignColumns(text: string): string {
  const lines = /[\v\f\udcff]/.test(text) ? parseQuoted(text) : text.split('\n').map(plainLine);
  // An empty end is no cell: the one before it is the last of its line.
  const last = lines.at(-1)!;
  if (last.cells.at(-1)!.text === '') lines[lines.length - 1] = { ...last, cells: last.cells.slice(0, -1) };
  const widths = columnWidths(lines);
  let aligned = '';
  for (const [i, line] of lines.entries()) {
    for (const [column, cell] of line.cells.entries()) {
      if (column < line.cells.length - 1) aligned += ' '.repeat(widths[i]![column]! - cell.width);
      aligned += cell.text;
    }
    if (i < lines.length - 1) aligned += '\n';
  }
  return aligned;
}

interface Cell {
  readonly text: string;
  readonly width: number;
}

interface Line {
  readonly cells: readonly Cell[];
  /** No column goes on in the next line. */
  readonly endsColumns: boolean;
}

function widthOf(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}

const plainLine = (text: string): Line => ({
  cells: text.split('\t').map((cell) => ({ text: cell, width: widthOf(cell) })),
  endsColumns: false,
});

function parseQuoted(text: string): Line[] {
  const lines: Line[] = [];
  let cells: Cell[] = [];
  let cell = { text: '', width: 0 };
  const endCell = () => {
    cells.push(cell);
    cell = { text: '', width: 0 };
  };
  const endLine = (endsColumns: boolean) => {
    endCell();
    lines.push({ cells, endsColumns });
    cells = [];
  };
  for (const [part] of text.matchAll(/\udcff[^\udcff]*\udcff?|[\t\v\n\f]|[^\t\v\n\f\udcff]+/g)) {
    if (part === '\t' || part === '\v') endCell();
    else if (part === '\n' || part === '\f') endLine(part === '\f');
    else {
      // The quotes print, and take no room.
      const quotes = part.startsWith('\udcff') ? 2 : 0;
      cell = { text: cell.text + part, width: cell.width + widthOf(part) - quotes };
    }
  }
  endLine(false);
  return lines;
}

/** Per line, the widths of its columns. */
function columnWidths(lines: readonly Line[]): number[][] {
  const widths: number[][] = lines.map(() => []);
  let open: Block[] = [];
  for (const [i, { cells, endsColumns }] of lines.entries()) {
    for (const block of open.splice(Math.max(0, cells.length - 1))) closeBlock(block, widths);
    for (let column = 0; column < cells.length - 1; column++) {
      open[column] ??= { column, width: 0, members: [] };
      const block = open[column]!;
      block.width = Math.max(block.width, cells[column]!.width + 1);
      block.members.push(i);
    }
    if (endsColumns) {
      for (const block of open) closeBlock(block, widths);
      open = [];
    }
  }
  for (const block of open) closeBlock(block, widths);
  return widths;
}

/** Adjacent lines that have a column. */
interface Block {
  readonly column: number;
  width: number;
  readonly members: number[];
}

function closeBlock({ column, width, members }: Block, widths: number[][]): void {
  for (const line of members) widths[line]![column] = width;
}
