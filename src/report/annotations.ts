import { asShown } from './accounts.ts';
import { count } from './figures.ts';
import { plain } from './markdown.ts';
import type { Run } from './run.ts';

/** GitHub shows no more annotations of one level for a step. */
export const MAX_ANNOTATIONS = 10;
/** GitHub cuts an annotation's message here. */
export const MAX_MESSAGE_CHARACTERS = 4096;

const MAX_TITLE_CHARACTERS = 200;

export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** Failures as errors and notices to act on as warnings: plain text on one line, without account ids if so asked. */
export function annotationsOf(run: Run): readonly Annotation[] {
  const { failures, notices, diagnosis } = asShown(run);
  const faults = (diagnosis?.checks ?? [])
    .filter(({ result }) => result === 'wrong')
    .map(({ name, found, remedy = '' }) =>
      annotation('error', `To be put right: ${name}`, [], `${sentence(found)} ${remedy}`),
    );
  const errors = failures.map(({ what, account, region, resource, cause, remedy }) =>
    annotation('error', `Could not ${what}`, [resource, account, region], `${sentence(cause)} ${remedy}`),
  );
  const warnings = notices
    .filter(({ level }) => level === 'warning')
    .map(({ text, account, region, resource }) =>
      annotation('warning', 'Personalize monitor', [resource, account, region], text),
    );
  return [...capped([...faults, ...errors], 'failure'), ...capped(warnings, 'warning')];
}

function sentence(text: string): string {
  return /[.!?…:;]\s*$/.test(text) ? text : `${text}.`;
}

function annotation(
  level: Annotation['level'],
  title: string,
  places: readonly (string | undefined)[],
  message: string,
): Annotation {
  const where = places.filter((place) => place !== undefined).join(', ');
  return {
    level,
    title: plain(where ? `${title} (${where})` : title, MAX_TITLE_CHARACTERS),
    message: plain(message, MAX_MESSAGE_CHARACTERS),
  };
}

function capped(annotations: readonly Annotation[], noun: string): readonly Annotation[] {
  const [first] = annotations;
  if (!first || annotations.length <= MAX_ANNOTATIONS) return annotations;
  const shown = annotations.slice(0, MAX_ANNOTATIONS - 1);
  const more = count(annotations.length - shown.length, `more ${noun}`);
  return [...shown, { level: first.level, title: more, message: `The job summary tells of ${more}.` }];
}
