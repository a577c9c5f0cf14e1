"""The GraphQL schema: types and resolvers. It translates, decides nothing, and knows neither SQL nor HTTP."""
