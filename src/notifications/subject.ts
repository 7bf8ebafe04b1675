import { ENDING } from '../changes/change.ts';
import { type Announcement, actOf, PAST } from './announcement.ts';
import { printableAscii, shortened, utcDay } from './text.ts';

/** A Subject has fewer than 100 characters, no line breaks and no control characters (SNS service model, Publish). */
export const SUBJECT_CHARACTERS = 99;

/** However long the rest is, so much of a name is shown. */
const LEAST_OF_NAME = 12;

/**
 * At most SUBJECT_CHARACTERS of printable ASCII, beginning with a letter, as older documents of SNS ask. A long
 * name loses its middle; what happened and where stays whole.
 */
export function subjectOf(announcement: Announcement): string {
  const { name, region } = announcement.change.resource;
  const [before, after] = aroundName(announcement);
  const tail = `${after} (${printableAscii(region)})`;
  const room = SUBJECT_CHARACTERS - before.length - tail.length;
  const shown = shortened(printableAscii(name), Math.max(room, LEAST_OF_NAME));
  return `${before}${shown}${tail}`.slice(0, SUBJECT_CHARACTERS).trimEnd();
}

function aroundName(announcement: Announcement): readonly [before: string, after: string] {
  const { kind } = announcement.change.resource;
  const what = `Personalize ${kind} `;
  switch (announcement.kind) {
    case 'marked': {
      const { due } = announcement;
      const when = due === undefined ? 'by the next run' : `from ${utcDay(due)}`;
      return [`Idle: ${what}`, ` to be ${PAST[ENDING[kind]]} ${when}`];
    }
    case 'unmarked':
      return [what, ' is no longer marked as idle'];
    case 'done': {
      const { change } = announcement;
      if (change.kind !== 'set-floor') return [what, ` ${PAST[actOf(change)]}`];
      return [
        what,
        `: floor ${change.to < change.from ? 'lowered' : 'raised'} ${change.from} -> ${change.to} TPS`,
      ];
    }
    case 'failed': {
      const { change } = announcement;
      if (change.kind !== 'set-floor') return [`FAILED to ${actOf(change)} ${what}`, ''];
      return [`FAILED to set floor of ${what}`, ` to ${change.to} TPS`];
    }
  }
}
