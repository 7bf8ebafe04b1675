import { pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import type { Sandbox } from '../sandbox/server.ts';
import { accountNow } from './account.ts';
import { shownLog } from './log.ts';
import type { Audience, Played } from './play.ts';
import { sectionsOf } from './sections.ts';
import type { Scene } from './story.ts';
import { forTerminal } from './terminal.ts';

const LEAST_COLUMNS = 80;
const MOST_COLUMNS = 120;

const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, process.stdout.columns ?? MOST_COLUMNS));
const say = (text = '') => console.log(text);
const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
const heading = (text: string) => say(`\n${styleText(['bold', 'cyan'], text)}`);
const aside = (text: string) => say(styleText('dim', text));

/** Tells the story in the terminal. */
export function narrator(): Required<Audience> & { end(played: readonly Played[], index: string): boolean } {
  return {
    opened: ({ url, account }: Sandbox) => {
      say(styleText('bold', 'personalize-monitor, on an AWS account that is only pretended'));
      say(`A stand-in for AWS listens at ${url}, with account ${account}: an online shop with its films,`);
      say('its newspaper and its video service in three Regions. The action is dist/index.js, run as the');
      say('runner would run it. Nothing leaves this machine.');
    },
    scene: ({ title }: Scene, number) => heading(`${number}. ${title}`),
    event: (what, at) => say(`${time(at)} ${what}`),
    starts: (inputs, at) => {
      say(`${time(at)} the workflow runs`);
      aside(indented(asYaml(inputs)));
    },
    played: ({ scene, step, tookMs, checks, surprises }) => {
      part('Its log');
      say(indented(shownLog(step.stdout).join('\n')));
      part('Its outputs');
      say(indented(outputs(step.outputs)));
      part('Its job summary');
      say(indented(forTerminal(excerpt(step.stepSummary, scene.sections), columns - 2)));
      part(`Exit code ${step.exitCode}, after ${(tookMs / 1000).toFixed(1)} s. In the account`);
      for (const [what, so] of checks) say(`  ${mark(so)} ${what}`);
      for (const surprise of surprises) say(`  ${styleText('red', 'NOT AS TOLD:')} ${surprise}`);
    },
    closing: (sandbox) => {
      heading('What the account has now');
      say(forTerminal(accountNow(sandbox), columns));
    },
    end: (played, index) => {
      const amiss = played.filter(({ surprises }) => surprises.length > 0);
      heading('Where things are');
      say(`The summaries as pages, as GitHub shows them: ${pathToFileURL(index).href}`);
      say('The sandbox is closed, and the files of the runner are removed. Those pages are yours to delete.');
      say(
        amiss.length === 0
          ? styleText('green', `All ${played.length} runs went as told.`)
          : styleText('red', `${amiss.length} of ${played.length} runs did not go as told.`),
      );
      return amiss.length === 0;
    },
  };
}

function part(title: string): void {
  say(`\n${styleText('bold', `${title}:`)}`);
}

function mark(so: boolean): string {
  return so ? styleText('green', '✓') : styleText('red', '✗');
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

function asYaml(inputs: Readonly<Record<string, string>>): string {
  const lines = Object.entries(inputs).map(([name, value]) => `    ${name}: ${value}`);
  return ['- uses: ./', '  with:', ...lines].join('\n');
}

/** The outputs in columns; the files that two of them name are gone when the demo ends. */
function outputs(all: Readonly<Record<string, string>>): string {
  const shown = Object.entries(all).filter(([name]) => name !== 'report' && name !== 'summary');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function excerpt(markdown: string, wanted: Scene['sections']): string {
  if (wanted === 'all') return markdown;
  return `${sectionsOf(markdown, wanted)}_(The rest of it is on its page.)_`;
}
