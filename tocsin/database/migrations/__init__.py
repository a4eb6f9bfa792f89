"""The migrations of the database, run by tocsin.database.upgrade."""
