"""Public articles, for everybody who reads them: GraphQL, web pages, mail. No other package has such SQL."""
