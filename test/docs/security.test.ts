import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { codeBlocks, ROOT, read, readme } from './readme.ts';

const security = read('SECURITY.md');

/** The rows of the table in a part of the document, cell by cell. */
function rowsOf(part: string): readonly (readonly string[])[] {
  const [, text = ''] = new RegExp(`<!-- ${part} -->\n([^]*?)<!-- /${part} -->`).exec(security) ?? [];
  const [, , ...rows] = text.trim().split('\n');
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

/** What the rows are about: all code in their first cells. */
const namedIn = (part: string) =>
  rowsOf(part).flatMap(([cell = '']) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = '']) => name));

const sorted = (texts: Iterable<string>) => [...new Set(texts)].sort();

describe('the threat model of SECURITY.md', () => {
  test('says of each permission in docs/iam what it could do at worst, once, and of no other', () => {
    const granted = readdirSync(`${ROOT}/docs/iam`).flatMap((file) => {
      const policy = JSON.parse(read(`docs/iam/${file}`)) as {
        Statement: readonly { Action: string | readonly string[] }[];
      };
      return policy.Statement.flatMap(({ Action }) => Action);
    });
    expect(granted.length).toBeGreaterThan(0);
    expect(namedIn('iam-permissions').toSorted()).toEqual(sorted(granted));
  });

  test('says so of each permission that a job of the README has on GitHub, once, and of no other', () => {
    const workflows = codeBlocks(readme(), 'yaml').filter((block) => /^jobs:/m.test(block));
    const granted = workflows.flatMap((block) => {
      const { jobs } = parse(block) as {
        jobs: Readonly<Record<string, { permissions: Readonly<Record<string, string>> }>>;
      };
      return Object.values(jobs).flatMap(({ permissions }) =>
        Object.entries(permissions).map(([area, level]) => `${area}: ${level}`),
      );
    });
    expect(granted.length).toBeGreaterThan(0);
    expect(namedIn('github-permissions').toSorted()).toEqual(sorted(granted));
  });

  test.each(['iam-permissions', 'github-permissions'])('leaves no cell of %s empty', (part) => {
    for (const row of rowsOf(part)) {
      expect(row).toHaveLength(3);
      expect(row.filter((cell) => cell.trim() === '')).toEqual([]);
    }
  });

  test.each([
    'pull request from a fork',
    'pull request from a branch',
    'issue or comment by a stranger',
    'triage rights',
    'name, tag or dataset group',
    'config file',
    'stand-in endpoint',
    'dependency',
    'report, state or cached file',
    'not defended',
  ])('has a part on: %s', (subject) => {
    expect(security).toMatch(new RegExp(`^##+ .*${subject}`, 'm'));
  });
});

test.each(['SECURITY.md', 'CHANGELOG.md'])('%s links to files and headings that exist', (document) => {
  const links = Array.from(read(document).matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g));
  expect(links.length).toBeGreaterThan(0);
  for (const [, file = '', heading] of links) {
    expect([file, existsSync(`${ROOT}/${file}`)]).toEqual([file, true]);
    if (heading) expect(anchorsOf(read(file))).toContain(heading);
  }
});

/** As GitHub makes them of headings without markup. */
function anchorsOf(markdown: string): readonly string[] {
  return Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly labels?: readonly string[];
  readonly body: readonly {
    readonly type: string;
    readonly id?: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

describe('issue forms', () => {
  const forms = ['bug', 'feature'].map((name): [string, Form] => [
    name,
    parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`)),
  ]);

  // GitHub docs, "Syntax for GitHub's form schema" and "Syntax for issue forms".
  test.each(forms)('%s is one that GitHub takes', (_, { name, description, body }) => {
    expect(name && description).toBeTruthy();
    const ids = body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[\w-]+$/.test(id))).toEqual([]);
    for (const { type, attributes } of body) {
      expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(typeof attributes[type === 'markdown' ? 'value' : 'label']).toBe('string');
      const needsText = type === 'dropdown' ? (attributes['options'] as unknown[]) : [];
      expect(needsText.every((option) => typeof option === 'string')).toBe(true);
    }
  });

  test.each(forms)(
    '%s does not give the label by which this action knows its own issues',
    (_, { labels }) => {
      expect(labels ?? []).not.toContain('personalize-monitor');
    },
  );

  test('whoever reports a bug is warned of account ids, and shown where vulnerabilities go', () => {
    const text = read('.github/ISSUE_TEMPLATE/bug.yml');
    expect(text).toContain('hold account ids');
    expect(text).toContain('../security/policy');
  });
});
