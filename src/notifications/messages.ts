import { ENDING, type SettledChange } from '../changes/change.ts';
import { arnOf, howToStop, howToUndo } from './advice.ts';
import { type Announcement, actOf, announcementOf, PAST } from './announcement.ts';
import { subjectOf } from './subject.ts';
import { dollars, oneLine, utc, wrapped } from './text.ts';
import { TOPIC_NAME } from './topic.ts';

/** What a message says besides its change. */
export interface MessageContext {
  /** The Region of the topic that the message goes to. */
  readonly region: string;
  /** Address of the workflow run. */
  readonly workflowRun?: string | undefined;
  /** What recreates a deleted campaign, as JSON text; it is passed on as it stands. */
  readonly manifest?: string | undefined;
  /** Hours between a mark and what follows from it. */
  readonly graceHours: number;
}

/** An SNS message as a mail client shows it. */
export interface Message {
  readonly subject: string;
  readonly message: string;
}

/** Bytes of UTF-8 in a Message (SNS API reference, Publish). */
export const MESSAGE_BYTES = 262_144;

/** Our own limits on texts of any length, so that everything but the manifest fits a message many times over. */
const NAME_CHARACTERS = 256;
const TEXT_CHARACTERS = 4_000;
const LINK_CHARACTERS = 1_000;

/**
 * What people are told of a change: done or failed, to what, why, the saving, and how to undo it; of a mark, what
 * follows when and how to stop it. Undefined for what is not told.
 *
 * Plain text within SNS's limits. Only what is copied whole may be longer than a line: an ARN, a link, a manifest.
 */
export function messageFor(settled: SettledChange, context: MessageContext): Message | undefined {
  const announcement = announcementOf(settled, context.graceHours);
  if (!announcement) return undefined;
  const manifest = settled.change.kind === 'delete' ? context.manifest : undefined;
  const subject = subjectOf(announcement);
  if (manifest !== undefined) {
    const message = bodyOf(announcement, context, attached(manifest));
    if (Buffer.byteLength(message) <= MESSAGE_BYTES) return { subject, message };
  }
  return { subject, message: bodyOf(announcement, context, undefined) };
}

function bodyOf(announcement: Announcement, context: MessageContext, manifest: string | undefined): string {
  const { region, workflowRun } = context;
  const paragraphs = [
    wrapped(headline(announcement)),
    facts(announcement),
    wrapped(`Why: ${oneLine(announcement.change.reason, TEXT_CHARACTERS) || 'no reason was given'}`),
    ...whatNow(announcement, manifest !== undefined),
    ...(workflowRun === undefined ? [] : [`Workflow run: ${oneLine(workflowRun, LINK_CHARACTERS)}`]),
    wrapped(
      `Sent by personalize-monitor to the SNS topic ${TOPIC_NAME} in ${oneLine(region, NAME_CHARACTERS)}.`,
    ),
    ...(manifest === undefined ? [] : [manifest]),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function headline(announcement: Announcement): string {
  const { kind, name } = announcement.change.resource;
  const what = `${kind} ${oneLine(name, NAME_CHARACTERS)}`;
  const end = PAST[ENDING[kind]];
  switch (announcement.kind) {
    case 'marked': {
      const { due } = announcement;
      const when = due === undefined ? 'the next run' : `the first run after ${utc(due)}`;
      return `The ${what} is idle. Unless it is used before, it is ${end} by ${when}.`;
    }
    case 'unmarked':
      return `The ${what} is no longer marked as idle. It is not going to be ${end}.`;
    case 'failed': {
      const { change } = announcement;
      if (change.kind !== 'set-floor') return `Failed to ${actOf(change)} the ${what}.`;
      return `Failed to set the floor of the ${what} from ${change.from} to ${tps(change.to)}.`;
    }
    case 'done': {
      const { change } = announcement;
      if (change.kind !== 'set-floor')
        return `The ${what} was ${PAST[actOf(change)]}. ${AFTERWARDS[change.kind]}`;
      const moved = change.to < change.from ? 'lowered' : 'raised';
      const more =
        change.to > change.target ? ` This is a step: later runs go on towards ${change.target} TPS.` : '';
      return `The floor of the ${what} was ${moved} from ${change.from} to ${tps(change.to)}.${more}`;
    }
  }
}

const AFTERWARDS = {
  stop: 'Requests to it fail until it is started again.',
  delete: 'Requests to it fail until it is created again.',
  start: 'It serves, and is billed, once its status is ACTIVE.',
  create: 'It serves, and is billed, once its status is ACTIVE.',
};

const tps = (floor: number): string => `${floor} request${floor === 1 ? '' : 's'} per second (TPS)`;

/** A table of two columns that needs no fixed width to be read. */
function facts(announcement: Announcement): string {
  const { change, outcome } = announcement;
  const { kind, name, region } = change.resource;
  const rows = [
    [kind === 'campaign' ? 'Campaign' : 'Recommender', oneLine(name, NAME_CHARACTERS)],
    ['Region', oneLine(region, NAME_CHARACTERS)],
    ['ARN', arnOf(announcement)],
    ...(outcome.kind === 'done' ? [['Time', utc(outcome.at)]] : []),
    ...(announcement.kind === 'marked' && announcement.due !== undefined
      ? [['Stays until', utc(announcement.due)]]
      : []),
    ...money(announcement),
  ];
  return rows.map(([label, value]) => `  ${label}: ${value}`).join('\n');
}

function money({ kind, change }: Announcement): string[][] {
  if (kind === 'unmarked') return [];
  const { savingUsd: usd } = change;
  const possible = kind === 'done' ? '' : 'Possible ';
  const label = (text: string) =>
    possible ? `${possible}${text}` : `${text[0]?.toUpperCase()}${text.slice(1)}`;
  if (usd === undefined || !Number.isFinite(usd)) {
    return change.kind === 'start' || change.kind === 'create' ? [] : [[label('saving'), 'not known']];
  }
  const amount = `about ${dollars(usd)} a month (an estimate)`;
  return [[label(usd < 0 ? 'extra cost' : 'saving'), amount]];
}

function whatNow(announcement: Announcement, hasManifest: boolean): readonly string[] {
  switch (announcement.kind) {
    case 'marked':
      return howToStop(announcement);
    case 'unmarked':
      return [];
    case 'done':
      return howToUndo(announcement, hasManifest);
    case 'failed': {
      const { change, outcome } = announcement;
      const error = wrapped(`Error: ${oneLine(outcome.why, TEXT_CHARACTERS) || 'not known'}`);
      const unsure = `AWS may have done it all the same, when only its answer was lost: look at the ${change.resource.kind} first. If it was done:`;
      const undo = change.kind === 'delete' && !hasManifest ? [] : howToUndo(announcement, hasManifest);
      return undo.length === 0 ? [error] : [error, wrapped(unsure), ...undo];
    }
  }
}

/** Control characters that JSON never holds as such (RFC 8259, section 7), and that SNS's XML could not carry. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are taken out.
const NOT_IN_JSON = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

function attached(manifest: string): string {
  const text = manifest.toWellFormed().replace(NOT_IN_JSON, ' ').trim();
  return `----- The manifest: from here -----\n${text}\n----- to here -----`;
}
