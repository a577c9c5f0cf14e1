// SQL on Broadsheet's own tables, as a careful author writes it: narrow columns, keyset pages, one round trip each.
const CARD = 'a.id, a.slug, a.headline, a.summary, a.published_at, a.section_id, a.lead_image_id';
const PUBLIC = `a.status = 'published' AND a.published_at <= now()
  AND (a.embargoed_until IS NULL OR a.embargoed_until <= now()) AND (a.expires_at IS NULL OR a.expires_at > now())`;
const NEWEST = 'ORDER BY a.published_at DESC, a.id DESC';

// Every statement has a name, so that each connection prepares it once.
export const statements = {
  newest: `SELECT ${CARD} FROM article a WHERE ${PUBLIC} ${NEWEST} LIMIT $1`,
  newest_after: `SELECT ${CARD} FROM article a
    WHERE (a.published_at, a.id) < ($2, $3) AND ${PUBLIC} ${NEWEST} LIMIT $1`,
  in_section: `SELECT ${CARD} FROM article a WHERE a.section_id = $2 AND ${PUBLIC} ${NEWEST} LIMIT $1`,
  in_section_after: `SELECT ${CARD} FROM article a
    WHERE a.section_id = $2 AND (a.published_at, a.id) < ($3, $4) AND ${PUBLIC} ${NEWEST} LIMIT $1`,
  by_slug: `SELECT ${CARD}, b.html FROM article a JOIN article_body b ON b.article_id = a.id
    WHERE a.slug = $1 AND ${PUBLIC}`,
  section_by_path: 'SELECT id, path, name FROM section WHERE path = $1',
  sections: 'SELECT id, path, name FROM section WHERE id = ANY($1)',
  breadcrumbs: `SELECT s.id, p.name FROM section s JOIN section p ON p.path = s.path OR s.path LIKE p.path || '/%'
    WHERE s.id = ANY($1) ORDER BY s.id, length(p.path)`,
  images: `SELECT i.id, i.alt, r.location, r.width, r.height FROM image i
    JOIN rendition r ON r.image_id = i.id AND r.name = 'original' WHERE i.id = ANY($1)`,
  authors: `SELECT l.article_id, t.id, t.slug, t.name FROM article_author l JOIN author t ON t.id = l.author_id
    WHERE l.article_id = ANY($1) ORDER BY l.article_id, l.position`,
  tags: `SELECT l.article_id, t.id, t.slug, t.label FROM article_tag l JOIN tag t ON t.id = l.tag_id
    WHERE l.article_id = ANY($1) ORDER BY l.article_id, l.position`,
  related: `SELECT r.article_id, substring(r.scores FROM n * 4 + 1 FOR 4) AS packed_score, ${CARD}
    FROM related r CROSS JOIN generate_series(0, $2::int - 1) n
    JOIN article a ON a.id = nullif(encode(substring(r.ids FROM n * 16 + 1 FOR 16), 'hex'), '')::uuid
    WHERE r.article_id = ANY($1) AND ${PUBLIC} ORDER BY r.article_id, n`,
  found: `SELECT ${CARD} FROM (SELECT s.id, s.published_at FROM peer_search s
      WHERE s.document @@ websearch_to_tsquery('english', $2) ORDER BY s.published_at DESC, s.id DESC LIMIT $1) found
    JOIN article a ON a.id = found.id ${NEWEST}`,
  found_by_section: `SELECT s.path, found.number FROM (SELECT section_id, count(*)::int AS number FROM peer_search
      WHERE document @@ websearch_to_tsquery('english', $1) GROUP BY section_id) found
    JOIN section s ON s.id = found.section_id`,
};

// A narrow table beside the articles: a generated column cannot be made of two tables.
export const searchTable = `
CREATE TABLE peer_search (
  id uuid PRIMARY KEY, section_id uuid NOT NULL, published_at timestamptz NOT NULL,
  headline text NOT NULL, summary text NOT NULL, body text NOT NULL,
  document tsvector GENERATED ALWAYS AS (to_tsvector('english', headline || ' ' || summary || ' ' || body)) STORED
);
INSERT INTO peer_search SELECT a.id, a.section_id, a.published_at, a.headline, coalesce(a.summary, ''), b.text
  FROM article a JOIN article_body b ON b.article_id = a.id WHERE ${PUBLIC};
CREATE INDEX ON peer_search USING gin (document);
VACUUM ANALYZE peer_search`;
