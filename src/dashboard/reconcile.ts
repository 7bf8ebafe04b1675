import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Failure } from '../aws/failure.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Upkeep } from '../outcomes/upkeep.ts';
import type { Body } from './body.ts';
import { dashboardUrl } from './console.ts';
import { MAX_DELETIONS_PER_CALL } from './limits.ts';
import { mergeDashboard, retireDashboard } from './merge.ts';
import { keptRegions, linkedPages } from './ownership.ts';
import { type DashboardInput, type DesiredDashboard, desiredDashboards, type KeptRegion } from './pages.ts';
import { chunks } from './sections.ts';
import { deleteDashboards, type Found, getDashboard, putDashboard } from './store.ts';

export interface ReconcileOptions extends DashboardInput {
  readonly client: CloudWatchClient;
  /** `plan` only reads. */
  readonly mode: 'apply' | 'plan';
}

export interface Reconciled {
  readonly changes: Upkeep[];
  readonly notices: Notice[];
  readonly failures: Failure[];
  /** Our dashboards that exist afterwards, with their console addresses. */
  readonly dashboards: { readonly name: string; readonly url: string }[];
}

/**
 * Makes the dashboards what they should be, writing only those that differ. The numbered pages are one dashboard:
 * if any of them could not be read, none is written, since sections and people's widgets could be lost. One call in
 * a steady run of one page. Never throws for what AWS answers.
 */
export async function reconcileDashboards(options: ReconcileOptions): Promise<Reconciled> {
  const result: Reconciled = { changes: [], notices: [], failures: [], dashboards: [] };
  const { pages, kept, wanted } = await readPages(options);
  const unreadable = [...pages.values()].filter((found) => found.kind === 'unreadable');
  if (unreadable.length > 0) {
    result.failures.push(...unreadable.map(({ failure }) => failure));
    result.dashboards.push(...existing(pages, options));
    return result;
  }
  const bodies = bodiesOf(pages);
  const leftovers = new Map([...bodies].filter(([name]) => !wanted.includes(name)));
  const stillThere = await retire(leftovers, options, result);
  // Page by page, the first one first: it is the one that knows of the others.
  for (const page of desiredDashboards(options, { kept, stillThere })) {
    await write(page, bodies.get(page.name), options, result);
  }
  return result;
}

type Pages = Map<string, Found>;

interface Read {
  readonly pages: Pages;
  readonly kept: ReadonlyMap<string, KeptRegion>;
  /** The names of the pages that there should be; each of them is among those read. */
  readonly wanted: readonly string[];
}

/** Reads the first page, those that it links to, and those that are wanted now. */
async function readPages(options: ReconcileOptions): Promise<Read> {
  const { client, name } = options;
  const pages: Pages = new Map();
  const read = async (names: readonly string[]) => {
    const fresh = names.filter((page) => !pages.has(page));
    const found = await Promise.all(fresh.map((page) => getDashboard(client, page)));
    fresh.forEach((page, index) => {
      pages.set(page, found[index] as Found);
    });
  };
  await read([name]);
  const first = pages.get(name);
  await read(first?.kind === 'found' ? linkedPages(first.body, name) : []);
  const kept = keptRegions([...bodiesOf(pages).values()]);
  const wanted = desiredDashboards(options, { kept, stillThere: [] }).map((page) => page.name);
  await read(wanted);
  return { pages, kept, wanted };
}

function bodiesOf(pages: Pages): Map<string, Body> {
  return new Map([...pages].flatMap(([name, found]) => (found.kind === 'found' ? [[name, found.body]] : [])));
}

function existing(pages: Pages, { partition, region }: DashboardInput): Reconciled['dashboards'] {
  return [...bodiesOf(pages).keys()].map((name) => ({ name, url: dashboardUrl(partition, region, name) }));
}

async function write(
  { name, url, ...page }: DesiredDashboard,
  before: Body | undefined,
  { client, mode }: ReconcileOptions,
  { changes, notices, failures, dashboards }: Reconciled,
): Promise<void> {
  const merge = mergeDashboard(before, page);
  const change = { target: 'dashboard', name } as const;
  let exists = before !== undefined;
  if (merge.kind !== 'unchanged') {
    const { kind: action, body, reason } = merge;
    if (mode === 'plan') {
      changes.push({ ...change, action, reason, outcome: 'planned' });
    } else {
      const written = await putDashboard(client, name, body, action);
      exists ||= written.kind === 'done';
      changes.push({ ...change, action, reason, outcome: written.kind });
      if (written.kind === 'failed') failures.push(written.failure);
      else notices.push(...written.messages.map((message) => remark(name, message)));
    }
  }
  if (exists) dashboards.push({ name, url });
}

function remark(name: string, message: string): Notice {
  return {
    level: 'warning',
    text: `CloudWatch took dashboard ${name} with a remark: ${message}`,
    resource: name,
  };
}

/** Removes what is ours from pages that are no longer needed. Returns those where that failed. */
async function retire(
  leftovers: ReadonlyMap<string, Body>,
  { client, mode }: ReconcileOptions,
  { changes, failures }: Reconciled,
): Promise<string[]> {
  const stillThere: string[] = [];
  const doomed: string[] = [];
  const told = (name: string, action: 'update' | 'delete', outcome: Upkeep['outcome']) => {
    const reason = `no longer needed${action === 'update' ? '; widgets added by people are kept' : ''}`;
    changes.push({ action, target: 'dashboard', name, reason, outcome });
    if (outcome === 'failed') stillThere.push(name);
  };
  for (const [name, body] of leftovers) {
    const retirement = retireDashboard(body);
    if (retirement.kind === 'leave') continue;
    if (mode === 'plan') told(name, retirement.kind, 'planned');
    else if (retirement.kind === 'delete') doomed.push(name);
    else {
      const written = await putDashboard(client, name, retirement.body, 'update');
      told(name, 'update', written.kind);
      if (written.kind === 'failed') failures.push(written.failure);
    }
  }
  for (const names of chunks(doomed, MAX_DELETIONS_PER_CALL)) {
    const deleted = await deleteDashboards(client, names);
    for (const name of names) told(name, 'delete', deleted.kind);
    if (deleted.kind === 'failed') failures.push(deleted.failure);
  }
  return stillThere;
}
