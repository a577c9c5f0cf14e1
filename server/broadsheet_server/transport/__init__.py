"""GraphQL over HTTP: negotiation, status codes, authentication."""
