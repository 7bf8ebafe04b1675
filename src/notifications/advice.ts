import { ENDING } from '../changes/change.ts';
import { EXEMPT_TAG } from '../changes/tags.ts';
import type { Announcement } from './announcement.ts';
import { oneLine, wrapped } from './text.ts';

type Lasting = Extract<Announcement, { kind: 'done' | 'failed' }>;
type Mark = Extract<Announcement, { kind: 'marked' }>;

/** An ARN has at most 256 characters (pattern `Arn` of the Personalize service model). */
const ARN_CHARACTERS = 256;

export const arnOf = ({ change }: Announcement): string => oneLine(change.resource.arn, ARN_CHARACTERS);

/** How to undo a change, as the inputs of a run, in paragraphs. `hasManifest`: it stands below in the message. */
export function howToUndo(announcement: Lasting, hasManifest: boolean): readonly string[] {
  const { change } = announcement;
  const arn = arnOf(announcement);
  const { kind } = change.resource;
  switch (change.kind) {
    case 'set-floor':
      return [
        withInputs('set its old floor again', [
          'command: set-min-tps',
          `arn: ${arn}`,
          `min-tps: ${change.from}`,
        ]),
        ...(change.to < change.from ? [wrapped(keepFrom('lowered again', kind, 'auto-adjust-min-tps'))] : []),
      ];
    case 'stop':
      return [
        withInputs('start it again', ['command: restore', `arn: ${arn}`]),
        wrapped(keepFrom('stopped again', kind, ENDING_SETTING)),
      ];
    case 'delete':
      return [
        withInputs('create it again', ['command: restore', 'manifest: <path of the manifest>']),
        wrapped(
          hasManifest
            ? 'The manifest stands at the end of this message: save it as a file where that run finds it, such as in the repository.'
            : whereManifestIs(announcement),
        ),
        wrapped(keepFrom('deleted again', kind, ENDING_SETTING)),
      ];
    case 'start':
    case 'create':
      return [
        withInputs(`${ENDING[kind]} it again`, ['command: stop', `arn: ${arn}`]),
        wrapped(keepFrom(kind === 'campaign' ? 'deleted' : 'stopped', kind, ENDING_SETTING)),
      ];
  }
}

/** What follows from a mark, and what stops it, in paragraphs. */
export function howToStop({ change }: Mark): readonly string[] {
  const { kind } = change.resource;
  return [
    [
      'To stop this, do any of these before then:',
      '',
      `  - send the ${kind} a request: every one counts, even one that fails;`,
      `  - tag the ${kind} ${EXEMPT_TAG}, with the value true or a date until which;`,
      `  - set ${ENDING_SETTING} to report or off.`,
    ].join('\n'),
    wrapped(
      kind === 'campaign'
        ? 'Before it is deleted, a manifest that recreates it is saved, and sent with the message about the deletion.'
        : 'A recommender that was stopped can be started again at any time.',
    ),
  ];
}

const ENDING_SETTING = 'auto-delete-or-stop-idle-resources';

function withInputs(purpose: string, inputs: readonly string[]): string {
  const lead = `To ${purpose}, run personalize-monitor with these inputs:`;
  return [lead, '', ...inputs.map((input) => `    ${input}`)].join('\n');
}

function keepFrom(what: string, kind: string, setting: string): string {
  return `To keep it from being ${what}, tag the ${kind} ${EXEMPT_TAG} (true, or a date until which), or set ${setting} to report or off.`;
}

function whereManifestIs({ outcome }: Lasting): string {
  const path = outcome.kind === 'done' ? outcome.manifest : undefined;
  const file =
    path === undefined ? 'in the folder manifests of the report directory' : `the file ${oneLine(path, 500)}`;
  return `The manifest is not in this message. It is ${file} of the run that deleted it, and lasts only if the workflow keeps that directory, as an artifact for example.`;
}
