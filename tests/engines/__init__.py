"""The real programs that tests run against: PostgreSQL, Valkey, a mail sink, a browser, the whole site."""
