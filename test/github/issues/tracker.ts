import type { IssueAction } from '../../../src/github/issues/action.ts';
import { approvedChange, askedFor } from '../../../src/github/issues/approvals.ts';
import { renderBody } from '../../../src/github/issues/body.ts';
import { boxesIn, withTicks } from '../../../src/github/issues/boxes.ts';
import { type Decided, decideIssues } from '../../../src/github/issues/decide.ts';
import type { Box, KeptIssue } from '../../../src/github/issues/issue.ts';
import { keptIssue } from '../../../src/github/issues/read.ts';
import { rewrite } from '../../../src/github/issues/rewrite.ts';
import type { Result, Standing } from '../../../src/github/issues/standing.ts';
import { BOT, listed, NOW } from './subjects.ts';

interface Entry {
  readonly number: number;
  readonly author: KeptIssue['author'];
  title: string;
  body: string;
  open: boolean;
  readonly comments: string[];
}

const same = (text: string) => text;

/** Issues as plain data: what runs decide is written to them at once, and people do as tests say. */
export class Tracker {
  readonly entries: Entry[] = [];
  now = NOW;

  kept(): readonly KeptIssue[] {
    return this.entries.flatMap((entry) => keptIssue(listed(entry.number, entry.body, entry)) ?? []);
  }

  file(body: string, title = 'Mine', login = 'maintainer'): Entry {
    const author = { login, isBot: false };
    return this.#add({ author, title, body });
  }

  /** One run: ticked boxes are carried out, or come to what `settle` says. */
  run(standings: ReadonlyMap<string, Standing>, settle?: (key: string) => Result): Decided {
    const kept = this.kept();
    const results = new Map<string, Result>();
    for (const { key, verdict, subject, issue } of askedFor(kept, standings)) {
      if (verdict.kind === 'open-question') continue;
      if (verdict.kind === 'differs') results.set(key, { kind: 'refused', why: verdict.why });
      else if (subject)
        results.set(
          key,
          settle?.(key) ?? { kind: 'done', comment: `Did ${approvedChange(subject, issue.data).kind}` },
        );
    }
    const decided = decideIssues({ kept, standings, results, now: this.now });
    for (const action of decided.actions) this.write(action);
    return decided;
  }

  write(action: IssueAction): void {
    if (action.kind === 'create') {
      const { data, subject } = action;
      this.#add({
        author: BOT,
        title: data.title,
        body: renderBody({ subject, data, ticks: new Set(), hide: same }),
      });
      return;
    }
    const entry = this.at(action.issue.number);
    const next = rewrite(action, keptIssue(listed(entry.number, entry.body, entry)), same);
    if (next.kind === 'leave') return;
    if (action.comment !== undefined) entry.comments.push(action.comment);
    if (next.kind === 'say') return;
    entry.body = next.body;
    entry.title = next.title ?? entry.title;
    entry.open = next.state ? next.state.state === 'open' : entry.open;
  }

  at(number: number): Entry {
    const entry = this.entries.find((each) => each.number === number);
    if (!entry) throw new Error(`no issue #${number}`);
    return entry;
  }

  /** A person ticks one more box. */
  tick(number: number, ...boxes: readonly Box[]): void {
    const entry = this.at(number);
    const before = [...boxesIn(entry.body)].flatMap(([box, { ticked }]) => (ticked ? [box] : []));
    entry.body = withTicks(entry.body, new Set([...before, ...boxes]));
  }

  #add(of: Pick<Entry, 'author' | 'title' | 'body'>): Entry {
    const entry: Entry = { ...of, number: this.entries.length + 1, open: true, comments: [] };
    this.entries.push(entry);
    return entry;
  }
}
