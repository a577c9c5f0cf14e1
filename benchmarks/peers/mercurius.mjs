// Mercurius with JIT on the PostgreSQL database that Broadsheet filled.
//
//   node mercurius.mjs HOST DATABASE PORT            serve
//   node mercurius.mjs HOST DATABASE --search-table  make the table that search reads, then end
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';
import { searchTable, statements } from './statements.mjs';

const COUNTED_MAX = 10_000;
const [host, database, task] = process.argv.slice(2);
const pool = new pg.Pool({ host, database, user: 'postgres', max: 8 });

const rows = async (name, ...values) => (await pool.query({ name, text: statements[name], values })).rows;
const globalId = (type, row) => Buffer.from(`${type}:${row.id.replaceAll('-', '')}`).toString('base64url');


function groupedBy(found, column) {
  const groups = new Map();
  for (const row of found) {
    const group = groups.get(row[column]);
    if (group) group.push(row);
    else groups.set(row[column], [row]);
  }
  return groups;
}

// Relations: one statement for all parents of one level.
const each = (load) => ({ loader: load, opts: { cache: false } });
const one = (name, key) =>
  each(async (queries) => {
    const ids = [...new Set(queries.map(({ obj }) => obj[key]).filter(Boolean))];
    const found = new Map((ids.length ? await rows(name, ids) : []).map((row) => [row.id, row]));
    return queries.map(({ obj }) => found.get(obj[key]) ?? null);
  });
const many = (name) =>
  each(async (queries) => {
    const found = groupedBy(await rows(name, queries.map(({ obj }) => obj.id)), 'article_id');
    return queries.map(({ obj }) => found.get(obj.id) ?? []);
  });
const breadcrumb = each(async (queries) => {
  const ids = queries.map(({ obj }) => obj.section_id);
  const found = groupedBy(await rows('breadcrumbs', ids), 'id');
  return queries.map(({ obj }) => [{ label: 'Home' }, ...found.get(obj.section_id).map(({ name }) => ({ label: name }))]);
});
const related = each(async (queries) => {
  const first = Math.max(...queries.map(({ params }) => params.first));
  const found = groupedBy(await rows('related', queries.map(({ obj }) => obj.id), first), 'article_id');
  return queries.map(({ obj, params }) => ({
    edges: (found.get(obj.id) ?? []).slice(0, params.first).map((node) => ({ score: node.packed_score.readFloatBE(0), node })),
  }));
});

// Keyset pages.
const cursor = (row) => Buffer.from(JSON.stringify([row.published_at, row.id])).toString('base64url');
const position = (text) => JSON.parse(Buffer.from(text, 'base64url').toString());
async function page(name, values, { first, after }) {
  const found = after
    ? await rows(`${name}_after`, first + 1, ...values, ...position(after))
    : await rows(name, first + 1, ...values);
  const nodes = found.slice(0, first);
  return { nodes, hasNextPage: found.length > first };
}
const connection = {
  edges: ({ nodes }) => nodes.map((node) => ({ node, cursor: cursor(node) })),
  pageInfo: ({ nodes, hasNextPage }) => ({ hasNextPage, endCursor: nodes.length ? cursor(nodes.at(-1)) : null }),
};

// Search: what is counted is read once for the total and the facets.
const counts = (search) => (search.counts ??= rows('found_by_section', search.query));
async function sectionFacets(search) {
  const totals = new Map();
  for (const { path, number } of await counts(search)) {
    const steps = path.split('/');
    for (let depth = 1; depth <= steps.length; depth++) {
      const value = steps.slice(0, depth).join('/');
      totals.set(value, (totals.get(value) ?? 0) + number);
    }
  }
  return [...totals].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
function headlineHighlights(headline, words) {
  const ranges = [...headline.matchAll(words)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));
  return ranges.length ? [{ field: 'HEADLINE', text: headline, ranges }] : [];
}
async function searchEdges({ query, first }) {
  const words = new RegExp(`\\b(?:${query.match(/\w+/g).join('|')})\\b`, 'gi');
  const found = await rows('found', first, query);
  return found.map((node) => ({ node, highlights: headlineHighlights(node.headline, words) }));
}

const resolvers = {
  Query: {
    articles: (_, args) => page('newest', [], args),
    article: async (_, { by }) => (await rows('by_slug', by.slug))[0] ?? null,
    section: async (_, { path }) => (await rows('section_by_path', path))[0] ?? null,
    search: (_, args) => ({ ...args }),
  },
  Article: {
    id: (row) => globalId('Article', row),
    path: (row) => `/articles/${row.slug}`,
    bodyHtml: (row) => row.html,
    publishedAt: (row) => row.published_at.toISOString(),
  },
  Section: {
    id: (row) => globalId('Section', row),
    articles: (row, args) => page('in_section', [row.id], args),
  },
  Image: { id: (row) => globalId('Image', row), url: (row) => row.location },
  Author: { id: (row) => globalId('Author', row) },
  Tag: { id: (row) => globalId('Tag', row) },
  ArticleConnection: connection,
  SearchConnection: {
    edges: searchEdges,
    facets: (search) => search,
    totalCount: async (search) => {
      const value = (await counts(search)).reduce((sum, { number }) => sum + number, 0);
      return { value: Math.min(value, COUNTED_MAX), isLowerBound: value > COUNTED_MAX };
    },
  },
  SearchFacets: { sections: sectionFacets },
};
const loaders = {
  Article: {
    section: one('sections', 'section_id'),
    leadImage: one('images', 'lead_image_id'),
    authors: many('authors'),
    tags: many('tags'),
    breadcrumb,
    related,
  },
};

if (task === '--search-table') {
  for (const statement of searchTable.split(';')) await pool.query(statement);
  await pool.end();
} else {
  const app = Fastify();
  const schema = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8');
  app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
  await app.listen({ host: '127.0.0.1', port: Number(task) });
}
