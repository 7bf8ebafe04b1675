import { readFileSync } from 'node:fs';

const ACTION = new URL('../../action.yml', import.meta.url);

/** Every input of `action.yml` by its name, with its default or the empty string, as the runner would pass it. */
export function defaultInputs(): Record<string, string> {
  const section = /^inputs:\n((?: .*\n|\n)+)/m.exec(readFileSync(ACTION, 'utf8'))?.[1] ?? '';
  const inputs = section.split(/^ {2}(?=\S)/m).slice(1);
  if (inputs.length === 0) throw new Error('action.yml has no inputs that this could read');
  return Object.fromEntries(inputs.map((input) => [nameOf(input), defaultOf(input)]));
}

function nameOf(input: string): string {
  return input.slice(0, input.indexOf(':'));
}

/** Defaults stand on one line, plain or in quotes. */
function defaultOf(input: string): string {
  const value = /^ {4}default: *(.*)$/m.exec(input)?.[1] ?? '';
  return /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
}
