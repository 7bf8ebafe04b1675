import { describe, expect, test } from '@jest/globals';
import { issuesPage, threadPage } from './thread-page.ts';
import type { Thread } from './threads.ts';

const EVIL = '<script>alert(1)</script>';

const thread: Thread = {
  number: 7,
  kind: 'pull request',
  title: `Lower ${EVIL}`,
  body: `<!-- data -->\n\n- [x] Do it\n\n${EVIL}`,
  state: 'merged',
  author: 'github-actions[bot]',
  at: Date.UTC(2026, 0, 5, 12),
  labels: [EVIL],
  comments: [{ author: EVIL, at: 0, body: EVIL }],
  branch: `a${EVIL}`,
  files: [{ path: EVIL, patch: `@@ -1 +1 @@\n-old\n+${EVIL}` }],
};

describe('a pull request as a page', () => {
  test('shows boxes, what changes and what was said', () => {
    const page = threadPage(thread);
    expect(page).toContain('<input checked="" disabled="" type="checkbox"> Do it');
    expect(page).toContain('<div class="removed">-old</div><div class="added">+');
    expect(page).toContain('<span class="state merged">Merged</span> <strong>github-actions</strong>');
  });

  test("shows people's text as text, and hides what is hidden on GitHub", () => {
    const page = threadPage(thread) + issuesPage([{ ...thread, kind: 'issue' }]);
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<!-- data');
  });
});
