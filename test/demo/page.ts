import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';

/** What GitHub lets through of HTML in Markdown, as far as a summary uses any; every other tag shows as text. */
const ALLOWED_TAG = /^<\/?(?:details|summary|br|sub|sup|kbd)\s*\/?>/i;

/** Nobody sees them on GitHub. */
const COMMENT = /<!--.*?-->/gs;

const SIZES = 'box-sizing: border-box; max-width: 1012px; margin: 0 auto; padding: 32px;';

/** A page that needs nothing from the network, and shows the Markdown much as a job summary on GitHub does. */
export function pageOf(markdown: string, title: string): string {
  const body = bodyOf(markdown);
  return sheet(body.includes('<pre class="mermaid">') ? `${body}\n${drawing()}` : body, title);
}

/** A page of such HTML, with styles beside those of GitHub's Markdown. */
export function sheet(html: string, title: string, styles = ''): string {
  const style = file('github-markdown-css/github-markdown.css');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src https: http:">
<title>${text(title)}</title>
<style>${style}
body.markdown-body { ${SIZES} min-height: 100vh; }
.markdown-body pre.mermaid { background: transparent; text-align: center; }
.markdown-body li:has(> input[type="checkbox"]) { list-style-type: none; }
.markdown-body li > input[type="checkbox"] { margin: 0 .2em .25em -1.4em; vertical-align: middle; }
${styles}</style>
</head>
<body class="markdown-body">
${html}
</body>
</html>
`;
}

function drawing(): string {
  const mermaid = file('mermaid/dist/mermaid.min.js').replaceAll('</script', '<\\/script');
  return `<script>${mermaid}</script>
<script>
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
mermaid.initialize({ startOnLoad: true, securityLevel: 'strict', theme: dark ? 'dark' : 'default' });
</script>`;
}

/** The Markdown as HTML that holds no tag but those of Markdown itself and the allowed ones. */
export function bodyOf(markdown: string): string {
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text: html }) => allowed(html),
      code: ({ text: code, lang }) =>
        lang === 'mermaid'
          ? `<pre class="mermaid">${text(code)}</pre>\n`
          : `<pre><code>${text(code)}</code></pre>\n`,
      link({ href, tokens }) {
        const label = this.parser.parseInline(tokens);
        return /^(?:https?:|mailto:|[\w-]+\.html$)/.test(href)
          ? `<a href="${text(href)}">${label}</a>`
          : label;
      },
      image: ({ href, text: label }) =>
        /^https?:\/\//.test(href) ? `<img src="${text(href)}" alt="${text(label)}">` : text(label),
    },
  });
  return marked.parse(markdown, { async: false });
}

function allowed(html: string): string {
  return html.replace(COMMENT, '').replace(/<[^>]*>?/g, (tag) => (ALLOWED_TAG.test(tag) ? tag : text(tag)));
}

function file(specifier: string): string {
  return readFileSync(fileURLToPath(import.meta.resolve(specifier)), 'utf8');
}

/** As it stands in HTML. */
export function text(value: string): string {
  return value.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
}
