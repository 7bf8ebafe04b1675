import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Authority, Change, GuardName } from '../../src/changes/change.ts';
import { EXEMPT_TAG } from '../../src/changes/tags.ts';
import { HOUR } from '../changes/fixtures.ts';
import { home, idle, picks, Stage } from '../changes/stage.ts';
import { cellsOf } from './readme.ts';

const COLUMNS: readonly Authority[] = ['apply', 'approved', 'hand'];
const KINDS = ['lower', 'stop', 'delete'] as const;

type Kind = (typeof KINDS)[number];
/** `capped` counts the changes of a whole run, and is tested with whole runs. */
type Guard = Exclude<GuardName, 'capped'>;

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.sandbox.close());

/** A change that nothing but one guard can object to. */
const CHANGES: Readonly<Record<Kind, () => Promise<Change>>> = {
  lower: () => stage.lower(home),
  stop: () => stage.decide(picks, { kind: 'stop' }),
  delete: () => stage.decide(idle, { kind: 'delete' }),
};

/** Makes the one guard object, if it is asked. */
const OBJECTIONS: Readonly<Record<Guard, (change: () => Promise<Change>) => Promise<Change>>> = {
  async pinned(change) {
    const decided = await change();
    return { ...decided, pinned: { ...decided.pinned, floor: 99 } } as Change;
  },
  async exempt(change) {
    const decided = await change();
    stage.view.setTags(decided.resource.name, { [EXEMPT_TAG]: 'true' });
    return decided;
  },
  async marked(change) {
    stage.tools = { ...stage.tools, graceHours: 1000 };
    return change();
  },
  async held(change) {
    stage.view.updateCampaign('home', { minProvisionedTPS: 30 });
    stage.sandbox.clock.advance(HOUR);
    return change();
  },
  async cooled(change) {
    await stage.carryOut(await stage.lower(home, 18), 'approved');
    stage.sandbox.clock.advance(HOUR);
    return change();
  },
  async referenced(change) {
    const hits = [{ file: 'app.yml', line: 3 }];
    stage.tools = { ...stage.tools, references: async () => ({ kind: 'searched', hits }) };
    return change();
  },
  async undoable(change) {
    stage.tools = { ...stage.tools, save: () => Promise.reject(new Error('ENOSPC')) };
    return change();
  },
  async 're-checked'(change) {
    stage.tools = { ...stage.tools, demandSince: async () => ({ kind: 'some', what: '1 call' }) };
    return change();
  },
};

describe('what the table of guards says of a change', () => {
  const guards = Object.keys(OBJECTIONS) as Guard[];
  const cases = guards.flatMap((guard) =>
    KINDS.flatMap((kind) => COLUMNS.map((authority) => [guard, kind, authority] as const)),
  );

  test.each(cases)('%s, %s, %s: is what happens', async (guard, kind, authority) => {
    const row = cellsOf('guards', 'docs/changes.md').find(([name]) => name === `**${guard}**`);
    const cell = row?.at(COLUMNS.indexOf(authority) - COLUMNS.length) ?? '';
    // What is behind a semicolon, or says "by an entry", comes of the config file and not of the look at the resource.
    const told = /^all$/.test(cell) || new RegExp(`\\b${kind}\\b`).test(cell.split(/;|by an entry/)[0] ?? '');
    const { outcome } = await stage.carryOut(await OBJECTIONS[guard](CHANGES[kind]), authority);
    const refused = outcome.kind === 'refused' && outcome.guard === guard;
    expect(`${refused ? 'refused' : 'not refused'} by ${guard}`).toBe(
      `${told ? 'refused' : 'not refused'} by ${guard}`,
    );
  });
});
