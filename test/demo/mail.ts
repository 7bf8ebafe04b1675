import { styleText } from 'node:util';
import type { PublishedMessage } from '../sandbox/state.ts';

/** Lines of a body that are shown; manifests are long. */
const MOST_LINES = 48;

/** An SNS message as a mail client shows it. */
export function asMail({ subject = '', message }: PublishedMessage, to: string): string {
  const lines = message.trimEnd().split('\n');
  const hidden = lines.length - MOST_LINES;
  const body = hidden > 0 ? [...lines.slice(0, MOST_LINES), `… and ${hidden} more lines`] : lines;
  return [
    'From: AWS Notifications <no-reply@sns.amazonaws.com>',
    `To: ${to}`,
    styleText('bold', `Subject: ${subject}`),
    '',
    ...body,
  ]
    .map((line) => `✉ │ ${line}`.trimEnd())
    .join('\n');
}
