import { pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import { accountNow } from './account.ts';
import { billTable, checkOfBill } from './bill.ts';
import { decisionsIn } from './decisions.ts';
import { shownLog } from './log.ts';
import { asMail } from './mail.ts';
import { listOf, shownLook } from './on-github.ts';
import type { Audience, Played, Story } from './play.ts';
import { ON_CALL, type Scene, type Stage } from './scene.ts';
import { sectionsOf } from './sections.ts';
import { ACTS } from './story.ts';
import { forTerminal } from './terminal.ts';

const LEAST_COLUMNS = 80;
const MOST_COLUMNS = 120;

const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, process.stdout.columns ?? MOST_COLUMNS));
const say = (text = '') => console.log(text);
const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
const heading = (text: string) => say(`\n${styleText(['bold', 'cyan'], text)}`);
const aside = (text: string) => say(styleText('dim', text));

/** Tells the story in the terminal. */
export function narrator(): Required<Audience> & { end(story: Story, index: string): boolean } {
  let before = '';
  let isOpen = false;
  return {
    opened: ({ sandbox, github }: Stage) => {
      if (isOpen) {
        say(`\nOnce more the account as it was on the first day, at ${sandbox.url},`);
        say(`and a repository to which nobody has said anything yet, at ${github.url}.`);
        return;
      }
      isOpen = true;
      say(styleText('bold', 'personalize-monitor, on an AWS account that is only pretended'));
      say(
        `A stand-in for AWS listens at ${sandbox.url}, with account ${sandbox.account}: an online shop with its`,
      );
      say('films, its newspaper and its video service in three Regions. A stand-in for GitHub listens at');
      say(
        `${github.url}, with the repository ${github.owner}/${github.repo}. The action is dist/index.js, run as the runner`,
      );
      say('would run it, each time in a process of its own. Nothing leaves this machine.');
    },
    scene: ({ name, title }: Scene, number) => {
      const act = ACTS.get(name);
      if (act) say(`\n${styleText(['bold', 'inverse'], ` ${act} `)}`);
      heading(`${number}. ${title}`);
    },
    event: (what, at) => say(`${time(at)} ${what}`),
    starts: ({ startedBy }, inputs, at) => {
      say(`${time(at)} the workflow runs${startedBy === undefined ? '' : `, on pull request #${startedBy}`}`);
      const yaml = asYaml(inputs);
      if (yaml !== before) aside(indented(yaml));
      before = yaml;
    },
    played: (played) => {
      const { scene, step, report, mails, threads, tookMs, checks, surprises } = played;
      if (scene.shows === 'changes') say(indented((report ? decisionsIn(report) : []).map(short).join('\n')));
      else inFull(played, scene.shows);
      for (const mail of mails) say(`\n${indented(asMail(mail, ON_CALL))}\n`);
      for (const look of scene.looks ?? []) {
        part(look === 'issues' ? 'Issues on GitHub' : 'On GitHub');
        say(indented(shownLook(look, threads, columns - 4)));
      }
      if (scene.looks?.length) say();
      if (scene.shows !== 'changes') {
        part(`Exit code ${step.exitCode}, after ${(tookMs / 1000).toFixed(1)} s. In the account`);
      }
      for (const [what, so] of checks) say(`  ${mark(so)} ${what}`);
      for (const surprise of surprises) say(`  ${styleText('red', 'NOT AS TOLD:')} ${surprise}`);
    },
    closing: ({ sandbox, github }, threads, bill) => {
      if (bill.length === 0) {
        heading(`What the repository ${github.owner}/${github.repo} has now`);
        say(forTerminal(listOf(threads), columns));
        return;
      }
      heading('The bill');
      say(`What a month of the last week's traffic costs (estimate), at the floors of day 0 and of day 8:\n`);
      say(forTerminal(billTable(bill), columns));
      const [what, so] = checkOfBill(bill);
      say(`\n${mark(so)} ${what}`);
      heading('What the account has now');
      say(forTerminal(accountNow(sandbox), columns));
    },
    end: ({ scenes, bill }, index) => {
      const amiss = scenes.filter(({ surprises }) => surprises.length > 0);
      const [, isKept] = checkOfBill(bill);
      if (!isKept) say(`${styleText('red', 'NOT AS TOLD:')} the bill is not what the report had said`);
      heading('Where things are');
      say(`Summaries, issues and pull requests as pages, as GitHub shows them: ${pathToFileURL(index).href}`);
      say(
        'The stand-ins are closed, and the files of the runner are removed. Those pages are yours to delete.',
      );
      say(
        amiss.length === 0
          ? styleText('green', `All ${scenes.length} runs went as told.`)
          : styleText('red', `${amiss.length} of ${scenes.length} runs did not go as told.`),
      );
      return amiss.length === 0 && isKept;
    },
  };
}

function inFull({ scene, step }: Played, sections: readonly string[]): void {
  part('Its log');
  say(indented(shownLog(step.stdout).join('\n')));
  part('Its outputs');
  say(indented(outputs(step.outputs)));
  part('Its job summary');
  const rest = scene.hasPage ? '_(The rest of it is on its page.)_' : '';
  say(indented(forTerminal(`${sectionsOf(step.stepSummary, sections)}${rest}`, columns - 2)));
}

function short(line: string): string {
  const most = columns - 2;
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

function part(title: string): void {
  say(`\n${styleText('bold', `${title}:`)}`);
}

function mark(so: boolean): string {
  return so ? styleText('green', '✓') : styleText('red', '✗');
}

const WHEN = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

function time(at: number): string {
  return styleText('dim', WHEN.format(at).replace(',', ''));
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
