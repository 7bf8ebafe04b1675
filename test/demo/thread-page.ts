/** Issues and pull requests as pages, much as GitHub shows them. */
import { bodyOf, sheet, text } from './page.ts';
import type { Patch, Thread } from './threads.ts';

const BOT = '[bot]';

const STYLES = `
.markdown-body h1.title { border: 0; margin: 0 0 8px; padding: 0; font-weight: 400; }
.markdown-body .number, .markdown-body .small { color: var(--fgColor-muted); }
.markdown-body .small { font-size: 14px; }
.markdown-body .state { display: inline-block; border-radius: 2em; padding: 4px 12px; margin-right: 8px; color: #fff; font-weight: 500; font-size: 14px; }
.markdown-body .open { background: #1f883d; }
.markdown-body .closed, .markdown-body .merged { background: #8250df; }
.markdown-body .label { display: inline-block; border: 1px solid var(--borderColor-default); border-radius: 2em; padding: 0 8px; margin-left: 6px; font-size: 12px; }
.markdown-body .card { border: 1px solid var(--borderColor-default); border-radius: 6px; margin-top: 16px; overflow: hidden; }
.markdown-body .card > .head { background: var(--bgColor-muted); border-bottom: 1px solid var(--borderColor-default); padding: 8px 16px; font-size: 14px; }
.markdown-body .card > .text { padding: 16px; }
.markdown-body .card > .text > :first-child { margin-top: 0; }
.markdown-body .card > .text > :last-child { margin-bottom: 0; }
.markdown-body .rows > .row { padding: 10px 16px; border-top: 1px solid var(--borderColor-default); }
.markdown-body .rows > .row:first-of-type { border-top: 0; }
.markdown-body .rows .state { padding: 0 8px; font-size: 12px; min-width: 3.5em; text-align: center; }
.markdown-body .diff { font: 12px/20px var(--fontStack-monospace); padding: 8px 0; }
.markdown-body .diff div { padding: 0 16px; white-space: pre-wrap; overflow-wrap: anywhere; min-height: 20px; }
.markdown-body .diff .added { background: rgba(46, 160, 67, .15); }
.markdown-body .diff .removed { background: rgba(248, 81, 73, .15); }
.markdown-body .diff .hunk { color: var(--fgColor-muted); background: var(--bgColor-muted); }
`;

/** An issue or a pull request: title, text, what changes and what was said. */
export function threadPage(thread: Thread): string {
  const { title, number, kind, state, author, at, body, files, comments, branch } = thread;
  const opened =
    branch === undefined
      ? `${name(author)} opened this issue on ${time(at)}`
      : `${name(author)} wants to merge <code>${text(branch)}</code> into <code>main</code>`;
  const html = [
    `<h1 class="title">${text(title)} <span class="number">#${number}</span></h1>`,
    `<p class="small"><span class="state ${state}">${capital(state)}</span> ${opened}${labels(thread)}</p>`,
    card(author, at, body),
    ...files.map(diff),
    ...comments.map((comment) => card(comment.author, comment.at, comment.body)),
  ];
  return sheet(html.join('\n'), `${capital(kind)} #${number}`, STYLES);
}

/** The list of issues, newest first as on GitHub. */
export function issuesPage(threads: readonly Thread[]): string {
  const issues = threads.filter(({ kind }) => kind === 'issue').toReversed();
  const rows = issues.map((issue) => {
    const { title, state, number, author, at } = issue;
    return `<div class="row"><span class="state ${state}">${capital(state)}</span> <strong>${text(title)}</strong>${labels(issue)}<br>
<span class="small">#${number} · opened on ${time(at)} by ${name(author)}</span></div>`;
  });
  const count = (which: Thread['state']) => issues.filter(({ state }) => state === which).length;
  return sheet(
    `<h1 class="title">Issues</h1>
<div class="card rows"><div class="head"><strong>${count('open')} open</strong>, ${count('closed')} closed</div>
${rows.join('\n')}
</div>`,
    'Issues',
    STYLES,
  );
}

function card(author: string, at: number, markdown: string): string {
  const head = `${name(author)} <span class="number">wrote on ${time(at)}</span>`;
  return `<div class="card"><div class="head">${head}</div><div class="text">${bodyOf(markdown)}</div></div>`;
}

function diff({ path, patch }: Patch): string {
  const lines = patch.split('\n').map((line) => `<div class="${kindOf(line)}">${text(line)}</div>`);
  return `<div class="card"><div class="head"><code>${text(path)}</code></div><div class="diff">${lines.join('')}</div></div>`;
}

const KINDS: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'hunk' };

function kindOf(line: string): string {
  return KINDS[line.charAt(0)] ?? 'same';
}

function name(login: string): string {
  const isBot = login.endsWith(BOT);
  const shown = `<strong>${text(isBot ? login.slice(0, -BOT.length) : login)}</strong>`;
  return isBot ? `${shown}<span class="label">bot</span>` : shown;
}

function labels({ labels: all }: Thread): string {
  return all.map((label) => `<span class="label">${text(label)}</span>`).join('');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const WHEN = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

function time(at: number): string {
  return `${WHEN.format(at)} UTC`;
}
