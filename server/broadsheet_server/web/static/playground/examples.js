// One example for everything a person or a program comes here for. `variables` gets an article that exists.

const hexadecimal = (byte) => byte.toString(16).padStart(2, "0");
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), hexadecimal).join("");

export const EXAMPLES = [
  {
    name: "The front page",
    query: `# The newest articles,
# as the front page shows them.
query FrontPage {
  publication {
    name
    copyrightNotice
    registrationNumber
  }
  articles(first: 5) {
    nodes {
      headline
      summary
      byline
      publishedAt
      section {
        name
      }
      leadImage {
        url
        alt
      }
    }
  }
}
`,
  },
  {
    name: "One article with related news",
    query: `# An article by its slug, the way to it,
# and what else to read, with the reasons.
query ArticleWithRelatedNews($slug: String!) {
  article(by: { slug: $slug }) {
    id
    headline
    byline
    publishedAt
    breadcrumb {
      label
      url
    }
    bodyText
    corrections {
      text
      correctedAt
    }
    tags {
      label
      kind
    }
    related(first: 5) {
      edges {
        score
        reasons {
          text
          weight
        }
        node {
          slug
          headline
        }
      }
    }
  }
}
`,
    variables: (article) => ({ slug: article?.slug ?? "the-slug-of-an-article" }),
  },
  {
    name: "The sections",
    query: `# The tree of sections, two levels deep.
query Sections {
  sections {
    path
    name
    children {
      path
      name
      url
    }
  }
}
`,
  },
  {
    name: "A section’s articles",
    query: `# The newest articles of a section
# and of all sections below it.
query SectionArticles($path: String!) {
  section(path: $path) {
    name
    ancestors {
      name
    }
    articles(first: 5) {
      totalCount {
        value
        isLowerBound
      }
      nodes {
        headline
        publishedAt
        section {
          name
        }
      }
    }
  }
}
`,
    variables: (article) => ({ path: article?.section.path.split("/")[0] ?? "world" }),
  },
  {
    name: "Paging through articles",
    query: `# For the next page, copy \`endCursor\`
# into the variable \`after\`. A cursor
# marks an article, so that nothing is
# skipped or repeated while news arrives.
query Page($first: Int!, $after: String) {
  articles(first: $first, after: $after) {
    nodes {
      headline
      publishedAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: () => ({ first: 3, after: null }),
  },
  {
    name: "What is about the same person or place",
    query: `# The tags of an article lead to
# everything else that bears them.
query ByTag($slug: String!) {
  article(by: { slug: $slug }) {
    tags {
      label
      kind
      articles(first: 3) {
        nodes {
          headline
        }
      }
    }
  }
}
`,
    variables: (article) => ({ slug: article?.slug ?? "the-slug-of-an-article" }),
  },
  {
    name: "Email an article to a friend",
    query: `# Needs an API key with the scope "share",
# in the field above. Sent twice with the
# same idempotencyKey, it is mailed once.
mutation ShareArticle($input: ShareArticleInput!) {
  shareArticle(input: $input) {
    share {
      id
      state
      deliveries {
        recipient
        state
      }
    }
    userErrors {
      code
      message
      path
      retryAfter
    }
  }
}
`,
    variables: (article) => ({
      input: {
        article: article?.id ?? "the id of an article",
        to: ["friend@example.net"],
        senderName: "Your name",
        note: "This made me think of you.",
        language: "en",
        idempotencyKey: newKey(),
      },
    }),
  },
  {
    name: "How far a share has come",
    query: `# Needs the key that shared. Put the id
# of the share into the variables.
query ShareState($id: ID!) {
  share(id: $id) {
    state
    createdAt
    article {
      headline
    }
    deliveries {
      recipient
      state
    }
  }
}
`,
    variables: () => ({ id: "the id of a share" }),
  },
  {
    name: "Follow what changes, live",
    query: `# What has happened since a sequence, then
# what happens, as it happens. Stop it, or
# pause it to read.
subscription Follow($after: Sequence) {
  articleChanged(after: $after) {
    sequence
    kind
    occurredAt
    article {
      headline
      section {
        name
      }
    }
    tombstone {
      kind
    }
  }
}
`,
    variables: () => ({ after: "0" }),
  },
  {
    name: "The limits",
    query: `# What one request may ask at most.
query Limits {
  limits {
    pageMax
    nodesMax
    recipientsMax
    noteMax
    senderNameMax
    bodyBytesMax
    tokensMax
  }
}
`,
  },
];

export const KNOWN_ARTICLE = "{ articles(first: 1) { nodes { id slug section { path } } } }";
