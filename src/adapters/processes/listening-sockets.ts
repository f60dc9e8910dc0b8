import { readdir, readFile, readlink } from 'node:fs/promises';
import type { ListeningPort } from '../../ports/process-table.ts';

const LISTEN_STATE = '0A';

interface ListeningSocket extends ListeningPort {
  readonly inode: string;
}

/** The TCP ports on which a process listens: sockets of the kernel's tables whose inodes are among its open files. */
export async function listeningPorts(pid: number): Promise<ListeningPort[]> {
  const inodes = await socketInodes(pid);
  const sockets = await listeningSockets(`/proc/${pid}/net`);
  return sockets.filter((socket) => inodes.has(socket.inode)).map(({ host, port }) => ({ host, port }));
}

/** Whether anybody listens on this port of 127.0.0.1 or of all addresses. */
export async function isPortTaken(port: number): Promise<boolean> {
  const sockets = await listeningSockets('/proc/self/net');
  return sockets.some((socket) => socket.port === port && socket.host === '127.0.0.1');
}

/**
 * The process of ours that listens on this port of the loopback interface; undefined where none or more than one does,
 * or the system does not show it.
 */
export async function listenerOf(port: number): Promise<number | undefined> {
  const sockets = await listeningSockets('/proc/self/net');
  const isLoopback = (host: string) => host.startsWith('127.') || LOOPBACK_6.test(host);
  const inodes = new Set(
    sockets.filter((socket) => socket.port === port && isLoopback(socket.host)).map(({ inode }) => inode),
  );
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const listeners: number[] = [];
  for (const pid of pids) {
    const held = await socketInodes(pid).catch(() => new Set<string>());
    if ([...inodes].some((inode) => held.has(inode))) listeners.push(pid);
  }
  return listeners.length === 1 ? listeners[0] : undefined;
}

/** ::1, written out. */
const LOOPBACK_6 = /^(?:0{4}:){7}0001$/;

async function socketInodes(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  );
  return new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? '').filter((inode) => inode));
}

async function listeningSockets(folder: string): Promise<ListeningSocket[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`${folder}/${name}`, 'utf8').catch(() => '')),
  );
  return tables.flatMap((table) => table.split('\n').slice(1).flatMap(parseLine));
}

/** `  0: 0100007F:240D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 12345 …` (proc(5)) */
function parseLine(line: string): ListeningSocket[] {
  const fields = line.trim().split(/\s+/);
  const [address = '', port = ''] = (fields[1] ?? '').split(':');
  if (fields[3] !== LISTEN_STATE || !port) return [];
  return [{ host: shownAddress(address), port: Number.parseInt(port, 16), inode: fields[9] ?? '' }];
}

/** The kernel prints addresses as 32-bit words of the machine's own byte order (little-endian where Node runs). */
function shownAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => word.match(/../g)!.reverse());
  if (bytes.length === 4) {
    const text = bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
    return text === '0.0.0.0' ? '127.0.0.1' : text;
  }
  const all = bytes.join('').toLowerCase();
  if (/^0{32}$/.test(all)) return '127.0.0.1';
  if (all.startsWith('00000000000000000000ffff')) return shownAddress(hex.slice(24));
  return (all.match(/.{4}/g) ?? []).join(':');
}
