import { fitted } from './fit-end.ts';

/** A file with its line, as lines and files of reports name them: `/srv/app/main.go:12`. */
const PLACE = /^\S*(?:\/\S*|:\d+)$/;

/**
 * The name of a node cut to a width so that what tells it apart stays: the end of a function's name (its method), and
 * where a source file follows, the end of that one too: `…(*conn).serve …/server.go:12`.
 */
export function fitName(name: string, width: number | undefined): string | Promise<string> {
  if (width === undefined || name.length <= width / 2) return name;
  const space = name.lastIndexOf(' ');
  const place = name.slice(space + 1);
  if (space < 1 || !PLACE.test(place)) return fitted(name, width, 'end');
  return fitBoth(name.slice(0, space), place, width);
}

async function fitBoth(name: string, place: string, width: number): Promise<string> {
  const whole = await fitted(`${name} ${place}`, width, 'end');
  if (!whole.startsWith('…')) return whole;
  const base = place.slice(place.lastIndexOf('/') + 1);
  const shortPlace = base.length + 2 < place.length ? `…/${base}` : place;
  const room = width - shortPlace.length - 1;
  // Where the file alone takes most of it, the end of both is the best there is.
  if (room < width / 3) return whole;
  return `${await fitted(name, room, 'end')} ${shortPlace}`;
}
