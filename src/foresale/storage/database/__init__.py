"""The system of record: SQLite, MySQL or MariaDB, or PostgreSQL, by one schema."""
