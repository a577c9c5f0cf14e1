"""The transactional outbox: at-least-once delivery of mail over SMTP."""
